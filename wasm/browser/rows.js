// The log's messages and the list of people as elements. An item keeps its element as long as its key is
// in the list, so that selections, focus and screen readers keep their place.
mergeInto(LibraryManager.library, {
  $Rows: {
    messages: {},  // key -> li
    people: {},

    element: function (name, className, ink) {
      var element = document.createElement(name);
      element.className = className + (ink ? ' ink' : '');
      return element;
    },
    setText: function (element, text) {
      if (element.textContent !== text) element.textContent = text;
    },

    // The parts that every message has.
    newMessage: function (key) {
      var li = Rows.element('li', 'row');
      var article = document.createElement('article');
      var head = Rows.element('div', 'head');
      var author = Rows.element('span', 'author', true);
      var clock = Rows.element('time', 'clock', true);
      var bubble = Rows.element('div', 'bubble');
      var text = Rows.element('div', 'text', true);
      author.dir = 'auto';
      text.dir = 'auto';
      bubble.appendChild(text);
      head.append(author, ' ', clock);
      article.append(head, bubble);
      li.appendChild(article);
      li.dataset.key = key;
      li.parts = {article: article, head: head, author: author, clock: clock, bubble: bubble, text: text};
      return li;
    },

    // A part that only some messages have: made when it is wanted, removed when it is not.
    optional: function (li, name, wanted, make) {
      var part = li.parts[name];
      if (wanted && !part) {
        li.parts[name] = make();
      } else if (!wanted && part) {
        part.remove();
        li.parts[name] = null;
      }
      return li.parts[name];
    },

    fillMessage: function (li, row) {
      var parts = li.parts;
      li.className = 'row' + (row.own ? ' own' : '') + (row.first ? ' first' : '') +
        (row.waiting ? ' waiting' : '') + (row.problem ? ' refused' : '');
      li.style.setProperty('--tint', 'var(--tint-' + row.tint + ')');
      parts.head.classList.toggle('vh', !row.first);
      parts.author.classList.toggle('vh', row.own);
      Rows.setText(parts.author, row.author);
      Rows.setText(parts.clock, row.clock);
      parts.clock.dateTime = new Date(row.time).toISOString();
      Rows.setText(parts.text, row.text);
      parts.bubble.dataset.box = row.problem ? 7 : row.waiting ? 6 : row.own ? 5 : 4;
      parts.bubble.dataset.shape = (row.first ? 0 : 1) + (row.last ? 0 : 2);

      var unread = Rows.optional(li, 'unread', row.unread, function () {
        var line = Rows.element('div', 'unread');
        line.dataset.box = 2;
        line.appendChild(Rows.element('span', '', true)).textContent = 'New';
        return li.insertBefore(line, parts.article);
      });
      var day = Rows.optional(li, 'day', row.day !== '', function () {
        var line = Rows.element('div', 'day', true);
        line.dataset.box = 1;
        return li.insertBefore(line, unread || parts.article);
      });
      if (day) Rows.setText(day, row.day);
      var avatar = Rows.optional(li, 'avatar', row.first && !row.own, function () {
        var mark = Rows.element('span', 'avatar', true);
        mark.dataset.box = 3;
        mark.setAttribute('aria-hidden', 'true');
        return parts.article.insertBefore(mark, parts.head);
      });
      if (avatar) {
        Rows.setText(avatar, row.initials);
        avatar.dataset.tint = row.tint;
      }
      var note = Rows.optional(li, 'note', row.waiting || row.problem !== '', function () {
        return parts.article.appendChild(Rows.element('div', 'note', true));
      });
      if (note) Rows.setText(note, row.problem !== '' ? 'Not sent: ' + row.problem : 'Waiting to be sent');
      Rows.optional(li, 'discard', row.problem !== '', function () {
        var button = Rows.element('button', 'discard', true);
        button.type = 'button';
        button.dataset.box = 12;
        button.textContent = 'Discard';
        return parts.article.appendChild(button);
      });
    },

    // Reads `count` strings of (address, bytes).
    strings: function (pointer, count) {
      var texts = [];
      for (var i = 0; i < count; ++i) {
        texts.push(Page.read(HEAPU32[(pointer >> 2) + 2 * i], HEAPU32[(pointer >> 2) + 2 * i + 1]));
      }
      return texts;
    }
  },

  // `strings`: key, key of the message before, author, initials, text, clock, day, problem.
  // `flags`: 1 own, 2 starts a group, 4 ends it, 8 unread line above, 16 waiting.
  palaver_page_put_row__deps: ['$Rows', '$Page', '$Collect'],
  palaver_page_put_row: function (strings, flags, tint, time) {
    var s = Rows.strings(strings, 8);
    var key = s[0];
    var li = Rows.messages[key];
    if (!li) li = Rows.messages[key] = Rows.newMessage(key);
    Rows.fillMessage(li, {
      author: s[2], initials: s[3], text: s[4], clock: s[5], day: s[6], problem: s[7],
      own: (flags & 1) !== 0, first: (flags & 2) !== 0, last: (flags & 4) !== 0,
      unread: (flags & 8) !== 0, waiting: (flags & 16) !== 0, tint: tint, time: time
    });
    Page.putAfter(Page.byId('messages'), Rows.messages, li, s[1]);
    Collect.drop(li);
  },

  palaver_page_remove_row__deps: ['$Rows', '$Page', '$Collect'],
  palaver_page_remove_row: function (key, length) {
    var name = Page.read(key, length);
    var li = Rows.messages[name];
    if (!li) return;
    Collect.drop(li);
    li.remove();
    delete Rows.messages[name];
  },

  // `strings`: key, key of the person before, name, initials.
  palaver_page_put_person__deps: ['$Rows', '$Page', '$Collect'],
  palaver_page_put_person: function (strings, tint, self) {
    var s = Rows.strings(strings, 4);
    var li = Rows.people[s[0]];
    if (!li) {
      li = Rows.people[s[0]] = Rows.element('li', 'person');
      var avatar = Rows.element('span', 'avatar', true);
      avatar.dataset.box = 3;
      avatar.setAttribute('aria-hidden', 'true');
      var who = Rows.element('span', 'who', true);
      who.dir = 'auto';
      li.append(avatar, who, Rows.element('span', 'you', true));
    }
    var parts = li.children;
    Rows.setText(parts[0], s[3]);
    Rows.setText(parts[1], s[2]);
    Rows.setText(parts[2], self ? 'you' : '');
    li.title = s[2];
    parts[0].dataset.tint = tint;
    li.style.setProperty('--tint', 'var(--tint-' + tint + ')');
    Page.putAfter(Page.byId('people'), Rows.people, li, s[1]);
    Collect.drop(li);
  },

  palaver_page_remove_person__deps: ['$Rows', '$Page', '$Collect'],
  palaver_page_remove_person: function (key, length) {
    var name = Page.read(key, length);
    var li = Rows.people[name];
    if (!li) return;
    Collect.drop(li);
    li.remove();
    delete Rows.people[name];
  }
});
