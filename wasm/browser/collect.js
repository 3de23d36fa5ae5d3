// Finds what is visible of the page's boxes and lines of text, where the browser has laid them out, and
// draws single lines with the browser's own text engine (collect.h). A line is what one text node shows
// on one line; it is drawn whole, so joining, kerning, both directions and emoji are right.
//
// What an item holds is kept with it, relative to its corner, until it changes or is resized: scrolling
// reads one rectangle per visible item.
mergeInto(LibraryManager.library, {
  $Collect: {
    regions: [],      // {root, list}: elements whose content is painted; `list` has an item per child
    known: null,      // WeakMap: item -> what it holds
    lines: {},        // line id -> {text, font parts, colour, direction, x}
    nextLine: 1,
    epoch: 0,         // changes with scale, theme and fonts: everything is found anew
    range: null,
    canvas: null, context: null,
    ascents: {},

    // The item has changed, or goes: what it held is found anew.
    drop: function (item) {
      if (!Collect.known) return;
      var held = Collect.known.get(item);
      if (!held) return;
      held.lines.forEach(function (line) { delete Collect.lines[line.id]; });
      Collect.known.delete(item);
    },

    scratch: function () {
      if (Collect.context) return Collect.context;
      Collect.canvas = document.createElement('canvas');
      Collect.canvas.width = 1024;
      Collect.canvas.height = 128;
      // On the CPU: the picture goes to a texture right away.
      Collect.context = Collect.canvas.getContext('2d', {willReadFrequently: true});
      return Collect.context;
    },

    setFont: function (font, scale) {
      var context = Collect.scratch();
      context.font = font.style + ' ' + font.weight + ' ' + font.size * scale + 'px ' + font.family;
      return context;
    },

    // Device pixels from the top of a line's box to its baseline.
    ascent: function (font, scale) {
      var key = font.style + font.weight + '/' + font.size + '/' + scale;
      if (!(key in Collect.ascents)) {
        var context = Collect.setFont(font, scale);
        Collect.ascents[key] = Math.round(context.measureText('x').fontBoundingBoxAscent);
      }
      return Collect.ascents[key];
    },

    // Ends of the lines of a text node as offsets. Lines are `height` apart, the first is at `top`.
    lineEnds: function (node, top, height) {
      var range = Collect.range;
      var length = node.data.length;
      var ends = [];
      var from = 0;
      var guess = 64;  // a line is about as long as the one before it
      var fits = function (to) {
        range.setStart(node, from);
        range.setEnd(node, to);
        var rects = range.getClientRects();
        for (var i = 0; i < rects.length; ++i) {
          if (rects[i].top > top + height / 2) return false;
        }
        return true;
      };
      while (from < length) {
        var low = from + 1;  // the first character is on this line
        var high = Math.min(length, from + guess);
        while (high < length && fits(high)) {
          low = high;
          high = Math.min(length, high + guess);
        }
        while (low < high) {
          var middle = (low + high + 1) >> 1;
          if (fits(middle)) low = middle; else high = middle - 1;
        }
        ends.push(low);
        guess = Math.max(16, low - from + 8);
        from = low;
        top += height;
      }
      return ends;
    },

    textLines: function (node, look, origin, scale, lines) {
      var text = node.data;
      if (text.trim() === '') return;
      var range = Collect.range;
      range.selectNodeContents(node);
      var rects = range.getClientRects();
      if (!rects.length) return;
      // Pieces of both directions on one line have one top.
      var oneLine = rects[rects.length - 1].top < rects[0].top + look.lineHeight / 2;
      var ends = oneLine ? [text.length] : Collect.lineEnds(node, rects[0].top, look.lineHeight);
      var from = 0;
      for (var l = 0; l < ends.length; ++l) {
        var part = text.slice(from, ends[l]).replace(/\s+$/, '');
        if (part.trim() !== '') {
          range.setStart(node, from);
          range.setEnd(node, from + part.length);
          var box = range.getBoundingClientRect();
          // In steps of 1/64 both sides compute the same fraction of a device pixel.
          var x = Math.round(box.left * 64) / 64;
          var id = Collect.nextLine++;
          Collect.lines[id] = {text: part, look: look, x: x};
          lines.push({
            id: id, x: x - origin.left,
            baseline: box.top + Collect.ascent(look.font, scale) / scale - origin.top
          });
        }
        from = ends[l];
      }
    },

    look: function (element) {
      var style = getComputedStyle(element);
      return {
        font: {style: style.fontStyle, weight: style.fontWeight, size: parseFloat(style.fontSize), family: style.fontFamily},
        colour: style.color, direction: style.direction, lineHeight: parseFloat(style.lineHeight)
      };
    },

    // What an item holds, relative to its corner.
    hold: function (item, rect, scale) {
      var held = Collect.known.get(item);
      if (held && held.epoch === Collect.epoch && held.left === rect.left && held.width === rect.width) return held;
      Collect.drop(item);
      held = {epoch: Collect.epoch, left: rect.left, width: rect.width, boxes: [], lines: []};
      var each = function (selector, action) {
        if (item.matches(selector)) action(item);
        item.querySelectorAll(selector).forEach(function (element) {
          if (!element.closest('.vh')) action(element);
        });
      };
      each('[data-box]', function (element) {
        var box = element.getBoundingClientRect();
        if (box.width === 0) return;
        held.boxes.push({
          kind: Number(element.dataset.box), x: box.left - rect.left, y: box.top - rect.top,
          w: box.width, h: box.height, tint: Number(element.dataset.tint || 0), shape: Number(element.dataset.shape || 0)
        });
      });
      each('.ink', function (element) {
        var look = null;
        for (var node = element.firstChild; node; node = node.nextSibling) {
          if (node.nodeType !== 3) continue;
          look = look || Collect.look(element);
          Collect.textLines(node, look, rect, scale, held.lines);
        }
      });
      Collect.known.set(item, held);
      return held;
    },

    // Children of `list` that are at least partly between top and bottom.
    visible: function (list, top, bottom) {
      var items = list.children;
      var low = 0;
      var high = items.length;
      while (low < high) {
        var middle = (low + high) >> 1;
        if (items[middle].getBoundingClientRect().bottom <= top) low = middle + 1; else high = middle;
      }
      var seen = [];
      for (var i = low; i < items.length; ++i) {
        if (items[i].getBoundingClientRect().top >= bottom) break;
        seen.push(items[i]);
      }
      return seen;
    }
  },

  // Adds a region: the element with this id; `list` is the id of the element whose children are its
  // items, empty when the region is one item.
  palaver_collect_region__deps: ['$Collect', '$Page'],
  palaver_collect_region: function (root, rootLength, list, listLength) {
    var element = Page.byId(Page.read(root, rootLength));
    element.dataset.region = Collect.regions.length;
    var items = listLength ? Page.byId(Page.read(list, listLength)) : null;
    Collect.regions.push({root: element, list: items});
  },

  // Everything is to be found anew: fonts, theme or scale are others.
  palaver_collect_forget__deps: ['$Collect'],
  palaver_collect_forget: function () {
    ++Collect.epoch;
    Collect.ascents = {};
  },

  // Writes per region: boxes, lines (counts), clip x, y, w, h; then the boxes of 7 words and the lines of
  // 3. Gives the number of 32-bit words, which is more than `capacity` when the rest was left out.
  palaver_collect__deps: ['$Collect'],
  palaver_collect: function (out, capacity, scale) {
    if (!Collect.known) {
      Collect.known = new WeakMap();
      Collect.range = document.createRange();
    }
    var packed = [];
    var put = function (value, whole) { packed.push(value, whole); };
    Collect.regions.forEach(function (region) {
      var clip = region.root.getBoundingClientRect();
      var header = packed.length;
      put(0, true); put(0, true);
      put(clip.left); put(clip.top); put(clip.width); put(clip.height);
      if (clip.width === 0 || clip.height === 0) return;
      var items = region.list ? Collect.visible(region.list, clip.top, clip.bottom) : [region.root];
      var boxes = 0;
      var lines = 0;
      var found = items.map(function (item) {
        var rect = item.getBoundingClientRect();
        return {rect: rect, held: Collect.hold(item, rect, scale)};
      });
      found.forEach(function (item) {
        item.held.boxes.forEach(function (box) {
          var y = item.rect.top + box.y;
          if (y > clip.bottom || y + box.h < clip.top) return;
          put(box.kind, true); put(item.rect.left + box.x); put(y); put(box.w); put(box.h);
          put(box.tint, true); put(box.shape, true);
          ++boxes;
        });
      });
      found.forEach(function (item) {
        item.held.lines.forEach(function (line) {
          var y = item.rect.top + line.baseline;
          // Marks may stand far above and below a line.
          if (y < clip.top - 16 || y > clip.bottom + 32) return;
          put(line.id, true); put(item.rect.left + line.x); put(y);
          ++lines;
        });
      });
      packed[header] = boxes;
      packed[header + 2] = lines;
    });
    var words = packed.length / 2;
    if (words > capacity) return words;
    for (var i = 0; i < words; ++i) {
      if (packed[2 * i + 1]) HEAP32[(out >> 2) + i] = packed[2 * i]; else HEAPF32[(out >> 2) + i] = packed[2 * i];
    }
    return words;
  },

  // Draws a line on the scratch canvas. `out`: left, top, width, height of its ink in device pixels,
  // from the pixel its left edge falls into and from its baseline; width 0 when there is none.
  palaver_line_draw__deps: ['$Collect'],
  palaver_line_draw: function (id, scale, out) {
    var line = Collect.lines[id];
    var words = out >> 2;
    HEAP32[words] = HEAP32[words + 1] = HEAP32[words + 2] = HEAP32[words + 3] = 0;
    if (!line) return;
    var context = Collect.setFont(line.look.font, scale);
    context.direction = line.look.direction;
    var metrics = context.measureText(line.text);
    var left = Math.ceil(Math.max(0, metrics.actualBoundingBoxLeft)) + 2;
    var above = Math.ceil(Math.max(metrics.actualBoundingBoxAscent, metrics.fontBoundingBoxAscent)) + 2;
    var below = Math.ceil(Math.max(metrics.actualBoundingBoxDescent, metrics.fontBoundingBoxDescent)) + 2;
    var width = Math.min(4096, left + Math.ceil(Math.max(metrics.actualBoundingBoxRight, metrics.width)) + 3);
    var height = above + below;
    var canvas = Collect.canvas;
    if (canvas.width < width || canvas.height < height) {
      canvas.width = Math.max(canvas.width, width);
      canvas.height = Math.max(canvas.height, height);
      Collect.setFont(line.look.font, scale);
      context.direction = line.look.direction;
    } else {
      context.clearRect(0, 0, width, height);
    }
    var device = Math.fround(line.x * Math.fround(scale));
    context.textAlign = 'left';
    context.textBaseline = 'alphabetic';
    context.fillStyle = line.look.colour;
    context.fillText(line.text, left + device - Math.floor(device), above);
    HEAP32[words] = -left;
    HEAP32[words + 1] = -above;
    HEAP32[words + 2] = width;
    HEAP32[words + 3] = height;
  },

  // Copies the drawn line into a texture, with straight alpha, as Dear ImGui blends.
  palaver_line_store__deps: ['$Collect', '$GL'],
  palaver_line_store: function (texture, x, y, width, height) {
    GLctx.bindTexture(GLctx.TEXTURE_2D, GL.textures[texture]);
    GLctx.texSubImage2D(GLctx.TEXTURE_2D, 0, x, y, width, height, GLctx.RGBA, GLctx.UNSIGNED_BYTE, Collect.canvas);
  },

  // --- Glyphs of the labels ------------------------------------------------------------------------

  // Draws one character in white. `out`, floats in device pixels: advance, left, top (from the baseline),
  // width, height of its ink, ascent and descent of the font.
  palaver_glyph_draw__deps: ['$Collect'],
  palaver_glyph_draw: function (character, size, weight, out) {
    var context = Collect.scratch();
    var family = getComputedStyle(document.body).fontFamily;
    // ImGui's size is the height of a line, not of the em.
    context.font = weight + ' 100px ' + family;
    var probe = context.measureText('x');
    var em = size * 100 / (probe.fontBoundingBoxAscent + probe.fontBoundingBoxDescent);
    context.font = weight + ' ' + em + 'px ' + family;
    context.direction = 'ltr';
    var text = String.fromCodePoint(character);
    var metrics = context.measureText(text);
    var left = Math.floor(-metrics.actualBoundingBoxLeft) - 1;
    var top = Math.floor(-metrics.actualBoundingBoxAscent) - 1;
    var width = Math.ceil(metrics.actualBoundingBoxRight) + 1 - left;
    var height = Math.ceil(metrics.actualBoundingBoxDescent) + 1 - top;
    var blank = text.trim() === '' || width <= 2 || height <= 2;
    var words = out >> 2;
    HEAPF32.set([metrics.width, left, top, blank ? 0 : width, blank ? 0 : height,
                 metrics.fontBoundingBoxAscent, metrics.fontBoundingBoxDescent], words);
    if (blank) return;
    context.clearRect(0, 0, width, height);
    context.textAlign = 'left';
    context.textBaseline = 'alphabetic';
    context.fillStyle = '#fff';
    context.fillText(text, -left, -top);
  },

  // The pixels of the last glyph, RGBA.
  palaver_glyph_pixels__deps: ['$Collect'],
  palaver_glyph_pixels: function (out, width, height) {
    HEAPU8.set(Collect.context.getImageData(0, 0, width, height).data, out);
  }
});
