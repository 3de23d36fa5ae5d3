// The page's elements for C++ (page.h): places and texts go in, what people do comes out. Holds no
// model: which element means what is known to wasm/screens and wasm/app.
//
// Strings come as (address, bytes) of UTF-8; strings that are given are malloc'ed, the receiver frees.
mergeInto(LibraryManager.library, {
  $Page: {
    twins: [],          // number -> element
    stick: true,        // the log shows its end and is to stay there
    framePending: false,
    timer: 0,
    frames: 0,
    cssWidth: 0, cssHeight: 0, deviceWidth: 0, deviceHeight: 0,

    read: function (pointer, length) {
      return new TextDecoder().decode(HEAPU8.subarray(pointer, pointer + length));
    },
    // As {pointer, length} at `out`: two 32-bit words.
    give: function (text, out) {
      var bytes = new TextEncoder().encode(text);
      var memory = _malloc(bytes.length || 1);
      HEAPU8.set(bytes, memory);
      HEAPU32[out >> 2] = memory;
      HEAPU32[(out + 4) >> 2] = bytes.length;
    },
    byId: function (id) { return document.getElementById(id); },

    // Runs once per request; several requests before it are one.
    requestFrame: function () {
      if (Page.framePending) return;
      Page.framePending = true;
      requestAnimationFrame(function () {
        Page.framePending = false;
        _palaver_on_frame();
      });
    },

    sizeChanged: function (entry) {
      var canvas = Page.byId('canvas');
      var ratio = window.devicePixelRatio || 1;
      Page.cssWidth = canvas.clientWidth;
      Page.cssHeight = canvas.clientHeight;
      var exact = entry && entry.devicePixelContentBoxSize && entry.devicePixelContentBoxSize[0];
      // A ratio that is only emulated, as by developer tools, does not show in the exact size.
      var device = function (css, told) {
        return told && Math.abs(told - css * ratio) < 2 ? told : Math.round(css * ratio);
      };
      Page.deviceWidth = device(Page.cssWidth, exact && exact.inlineSize);
      Page.deviceHeight = device(Page.cssHeight, exact && exact.blockSize);
      _palaver_on_size(Page.cssWidth, Page.cssHeight, Page.deviceWidth, Page.deviceHeight);
    },

    watchSize: function () {
      var canvas = Page.byId('canvas');
      var observer = new ResizeObserver(function (entries) { Page.sizeChanged(entries[0]); });
      try {
        observer.observe(canvas, {box: 'device-pixel-content-box'});
      } catch (error) {
        observer.observe(canvas);
      }
      // The ratio can change while the size does not, as between two screens.
      (function watchRatio() {
        matchMedia('(resolution: ' + window.devicePixelRatio + 'dppx)')
          .addEventListener('change', function () { Page.sizeChanged(null); watchRatio(); }, {once: true});
      })();
      Page.sizeChanged(null);
    },

    watchTheme: function () {
      var dark = matchMedia('(prefers-color-scheme: dark)');
      var changed = function () { _palaver_on_theme(dark.matches ? 1 : 0); };
      dark.addEventListener('change', changed);
      changed();
      var forced = matchMedia('(forced-colors: active)');
      var plain = function () { document.body.classList.toggle('plain', forced.matches); };
      forced.addEventListener('change', plain);
      plain();
    },

    watchPage: function () {
      var visible = function () { _palaver_on_visible(document.hidden ? 0 : 1); };
      document.addEventListener('visibilitychange', visible);
      visible();
      window.addEventListener('online', function () { _palaver_on_online(); });
      if (document.fonts) {
        document.fonts.addEventListener('loadingdone', function () { _palaver_on_fonts(); });
      }
      document.addEventListener('keydown', function (event) {
        if (event.key === 'Escape' && !event.isComposing) _palaver_on_escape();
      });
      document.addEventListener('click', function (event) {
        var button = event.target.closest && event.target.closest('.discard');
        if (!button) return;
        var text = new TextEncoder().encode(button.closest('.row').dataset.key);
        var memory = _malloc(text.length || 1);
        HEAPU8.set(text, memory);
        _palaver_on_discard(memory, text.length);
        _free(memory);
      });
    },

    // The polite live region. A closed shadow root holds it, so that what a message says stands once in
    // the page for find-in-page and for scripts; screen readers read it all the same.
    makeAnnouncer: function () {
      var root = Page.byId('announcer').attachShadow({mode: 'closed'});
      Page.announcer = root.appendChild(document.createElement('div'));
      Page.announcer.setAttribute('aria-live', 'polite');
    },

    watchLog: function () {
      var log = Page.byId('log');
      log.addEventListener('scroll', function () {
        Page.stick = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
        _palaver_on_scroll(Page.stick ? 1 : 0);
      }, {passive: true});
      Page.byId('people').addEventListener('scroll', function () { Page.requestFrame(); }, {passive: true});
    },

    watchComposer: function () {
      var composer = Page.byId('composer');
      var send = function () { _palaver_on_submit(); };
      composer.addEventListener('input', function () { Page.measureComposer(); });
      composer.addEventListener('keydown', function (event) {
        // While an input method composes, Enter belongs to it; Safari says so by the key code alone.
        if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
        event.preventDefault();
        send();
      });
    },

    // Height of the text, found with the box at its smallest.
    measureComposer: function () {
      var composer = Page.byId('composer');
      var height = composer.style.height;
      var top = composer.scrollTop;
      composer.style.height = '0px';
      var style = getComputedStyle(composer);
      var text = composer.scrollHeight - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom);
      composer.style.height = height;
      composer.scrollTop = top;
      _palaver_on_composed(text, composer.value.trim() !== '' ? 1 : 0);
    },

    keepAtEnd: function () {
      var log = Page.byId('log');
      if (Page.stick) log.scrollTop = log.scrollHeight;
    },

    // Puts `item` behind the item with the key `after`, or first.
    putAfter: function (list, items, item, after) {
      var before = after === '' ? list.firstChild : items[after].nextSibling;
      if (before !== item) list.insertBefore(item, before);
    }
  },

  // --- Start ---------------------------------------------------------------------------------------

  palaver_page_start__deps: ['$Page'],
  palaver_page_start: function () {
    Page.makeAnnouncer();
    Page.watchLog();
    Page.watchComposer();
    Page.watchSize();
    Page.watchTheme();
    Page.watchPage();
    // Read only, for tests and curious people.
    window.palaver = {
      frames: function () { return Page.frames; },
      state: function () {
        var out = _malloc(8);
        _palaver_state(out);
        var text = Page.read(HEAPU32[out >> 2], HEAPU32[(out + 4) >> 2]);
        _free(out);
        return JSON.parse(text);
      }
    };
  },

  // The page takes over what was typed while the program was loading.
  palaver_page_started__deps: ['$Page'],
  palaver_page_started: function () {
    window.palaverBoot.started();
    Page.measureComposer();
    if (window.palaverBoot.sendAtStart) _palaver_on_submit();
    if (document.activeElement === document.body) Page.byId('composer').focus();
  },

  palaver_page_fail__deps: ['$Page'],
  palaver_page_fail: function (title, titleLength, text, textLength) {
    window.palaverBoot.fail(Page.read(title, titleLength), Page.read(text, textLength));
  },

  // --- Elements ------------------------------------------------------------------------------------

  // From now on `number` means the element with this id.
  palaver_page_bind__deps: ['$Page'],
  palaver_page_bind: function (number, id, idLength) {
    var element = Page.byId(Page.read(id, idLength));
    Page.twins[number] = element;
    element.addEventListener('click', function () { _palaver_on_click(number); });
    element.addEventListener('pointerenter', function (event) {
      if (event.pointerType !== 'touch') _palaver_on_hover(number, 1);
    });
    element.addEventListener('pointerleave', function () { _palaver_on_hover(number, 0); });
    element.addEventListener('pointerdown', function () { _palaver_on_press(number); });
    element.addEventListener('focus', function () { _palaver_on_focus(number, 1); });
    element.addEventListener('blur', function () { _palaver_on_focus(number, 0); });
    if (element.localName !== 'input') return;
    element.addEventListener('change', function () { _palaver_on_commit(number); });
    element.addEventListener('keydown', function (event) {
      if (event.isComposing || event.keyCode === 229) return;
      if (event.key === 'Enter') {
        event.preventDefault();
        element.blur();  // commits
        Page.byId('composer').focus();
      } else if (event.key === 'Escape') {
        element.value = element.palaverValue || '';
        Page.byId('composer').focus();
      }
    });
  },

  palaver_page_place__deps: ['$Page'],
  palaver_page_place: function (number, x, y, width, height) {
    var element = Page.twins[number];
    element.hidden = width <= 0 || height <= 0;
    if (element.hidden) return;
    var style = element.style;
    style.left = x + 'px';
    style.top = y + 'px';
    style.width = width + 'px';
    style.height = height + 'px';
  },

  // Height that the element wants at this width. Leaves it shown; it is to be placed next.
  palaver_page_measure__deps: ['$Page'],
  palaver_page_measure: function (number, width) {
    var element = Page.twins[number];
    var height = element.style.height;
    element.hidden = false;
    element.style.width = width + 'px';
    element.style.height = 'auto';
    var wanted = element.offsetHeight;
    element.style.height = height;
    return wanted;
  },

  // The element's text, painted on the canvas. `box`: its box kind, 0 for none.
  palaver_page_ink__deps: ['$Page', '$Collect'],
  palaver_page_ink: function (id, idLength, text, textLength, box) {
    var element = Page.byId(Page.read(id, idLength));
    var target = element;
    if (box) {
      if (!element.firstChild) {
        target = document.createElement('div');
        target.dataset.box = box;
        target.className = 'ink';
        element.appendChild(target);
      }
      target = element.firstChild;
    }
    target.classList.add('ink');
    target.textContent = Page.read(text, textLength);
    Collect.drop(element);
    Collect.drop(element.closest('[data-region]') || element);
  },

  palaver_page_attribute__deps: ['$Page'],
  palaver_page_attribute: function (number, name, nameLength, value, valueLength) {
    Page.twins[number].setAttribute(Page.read(name, nameLength), Page.read(value, valueLength));
  },

  // A field's text; left alone while somebody writes in it.
  palaver_page_set_value__deps: ['$Page'],
  palaver_page_set_value: function (number, text, textLength) {
    var element = Page.twins[number];
    element.palaverValue = Page.read(text, textLength);
    if (document.activeElement !== element || element.localName === 'textarea') {
      element.value = element.palaverValue;
    }
    if (element.localName === 'textarea') Page.measureComposer();
  },

  palaver_page_value__deps: ['$Page'],
  palaver_page_value: function (number, out) { Page.give(Page.twins[number].value, out); },

  palaver_page_focus__deps: ['$Page'],
  palaver_page_focus: function (number) { Page.twins[number].focus({preventScroll: true}); },

  palaver_page_colour__deps: ['$Page'],
  palaver_page_colour: function (name, nameLength, rgb) {
    document.documentElement.style.setProperty(Page.read(name, nameLength),
                                               '#' + rgb.toString(16).padStart(6, '0'));
  },

  // A length in CSS pixels as a custom property.
  palaver_page_length__deps: ['$Page'],
  palaver_page_length: function (name, nameLength, pixels) {
    document.documentElement.style.setProperty(Page.read(name, nameLength), pixels + 'px');
  },

  palaver_page_title__deps: ['$Page'],
  palaver_page_title: function (text, length) { document.title = Page.read(text, length); },

  // Speaks through the polite live region; it is emptied after a moment, so that the same words are
  // news again.
  palaver_page_announce__deps: ['$Page'],
  palaver_page_announce: function (text, length) {
    Page.announcer.textContent = Page.read(text, length);
    clearTimeout(Page.announced);
    Page.announced = setTimeout(function () { Page.announcer.textContent = ''; }, 1000);
  },

  palaver_page_plain__deps: ['$Page'],
  palaver_page_plain: function (on) {
    document.body.classList.toggle('plain', on !== 0 || matchMedia('(forced-colors: active)').matches);
  },

  // --- Log and people ------------------------------------------------------------------------------

  palaver_page_scroll_to_end__deps: ['$Page'],
  palaver_page_scroll_to_end: function () {
    Page.stick = true;
    Page.keepAtEnd();
  },
  palaver_page_keep_at_end__deps: ['$Page'],
  palaver_page_keep_at_end: function () { Page.keepAtEnd(); },

  // --- Frames and time -----------------------------------------------------------------------------

  palaver_page_request_frame__deps: ['$Page'],
  palaver_page_request_frame: function () { Page.requestFrame(); },
  palaver_page_frame_done__deps: ['$Page'],
  palaver_page_frame_done: function () { Page.frames++; },
  palaver_page_resize_canvas__deps: ['$Page'],
  palaver_page_resize_canvas: function (width, height) {
    var canvas = Page.byId('canvas');
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
  },

  // One timer; another call replaces it, a negative time stops it.
  palaver_page_timer__deps: ['$Page'],
  palaver_page_timer: function (milliseconds) {
    clearTimeout(Page.timer);
    if (milliseconds >= 0) Page.timer = setTimeout(function () { _palaver_on_timer(); }, milliseconds);
  },

  palaver_page_now: function () { return performance.now(); },
  palaver_page_unix_time: function () { return Date.now(); },

  // The day's number, and "day text\nclock" in the person's language and time zone.
  palaver_page_local_time__deps: ['$Page'],
  palaver_page_local_time: function (unixMs, out) {
    if (!Page.dayFormat) {
      Page.dayFormat = new Intl.DateTimeFormat(undefined, {weekday: 'long', day: 'numeric', month: 'long'});
      Page.clockFormat = new Intl.DateTimeFormat(undefined, {hour: '2-digit', minute: '2-digit', hourCycle: 'h23'});
    }
    var date = new Date(unixMs);
    if (isNaN(date)) date = new Date(0);
    Page.give(Page.dayFormat.format(date) + '\n' + Page.clockFormat.format(date), out);
    return Math.floor((date.getTime() - date.getTimezoneOffset() * 60000) / 86400000);
  },

  // --- Surroundings --------------------------------------------------------------------------------

  // A value of the address's query; empty when it is not there.
  palaver_page_query__deps: ['$Page'],
  palaver_page_query: function (name, length, out) {
    Page.give(new URLSearchParams(location.search).get(Page.read(name, length)) || '', out);
  },
  palaver_page_set_query__deps: ['$Page'],
  palaver_page_set_query: function (name, nameLength, value, valueLength) {
    try {
      var url = new URL(location.href);
      url.searchParams.set(Page.read(name, nameLength), Page.read(value, valueLength));
      history.replaceState(null, '', url);
    } catch (error) {
      // A page from disk may not: the address just stays as it is.
    }
  },
  // Host and port that served the page, with ws:// or wss:// before it; empty for a page from disk.
  palaver_page_origin__deps: ['$Page'],
  palaver_page_origin: function (out) {
    var origin = '';
    if (location.protocol === 'http:') origin = 'ws://' + location.host;
    if (location.protocol === 'https:') origin = 'wss://' + location.host;
    Page.give(origin, out);
  },

  // `lasting`: 1 outlives the tab, 0 lives as long as it. Where storage is forbidden nothing is kept.
  palaver_page_stored__deps: ['$Page'],
  palaver_page_stored: function (lasting, key, keyLength, out) {
    var value = null;
    try {
      value = (lasting ? localStorage : sessionStorage).getItem(Page.read(key, keyLength));
    } catch (error) {
      value = null;
    }
    Page.give(value || '', out);
  },
  palaver_page_store__deps: ['$Page'],
  palaver_page_store: function (lasting, key, keyLength, value, valueLength) {
    try {
      (lasting ? localStorage : sessionStorage)
        .setItem(Page.read(key, keyLength), Page.read(value, valueLength));
    } catch (error) {
      // Full or forbidden: the next visit starts anew.
    }
  },
  palaver_page_random: function (out, length) { crypto.getRandomValues(HEAPU8.subarray(out, out + length)); }
});
