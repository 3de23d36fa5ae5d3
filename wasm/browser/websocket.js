// The functions of emscripten/websocket.h that the client uses, with the same names, arguments and event
// structures, in place of Emscripten's own library, which in some versions throws JavaScript exceptions
// through C++, keeps deleted sockets for ever and delivers their late events.
//
// Every function gives an EMSCRIPTEN_RESULT and never throws. After emscripten_websocket_delete a socket
// is closed, its number is unknown, and no callback for it comes any more.
mergeInto(LibraryManager.library, {
  $Sockets: {
    byId: {},       // number -> {socket, callbacks}
    next: 1,
    closeCode: 8,   // offsets in EmscriptenWebSocketCloseEvent, which differ between versions
    closeReason: 10,

    SUCCESS: 0,
    NOT_SUPPORTED: -1,
    INVALID_TARGET: -4,
    INVALID_PARAM: -5,
    FAILED: -6,

    // Calls back with `size` bytes of event structure, filled by `fill`, then `text`/`data` behind it.
    call: function (id, kind, size, fill) {
      var entry = Sockets.byId[id];
      if (!entry || !entry.callbacks[kind]) return;
      var event = _malloc(size);
      if (!event) return;
      HEAPU8.fill(0, event, event + size);
      HEAP32[event >> 2] = id;
      fill(event);
      var callback = entry.callbacks[kind].callback;
      var userData = entry.callbacks[kind].userData;
      {{{ makeDynCall('iiii', 'callback') }}}(0, event, userData);
      _free(event);
    },

    message: function (id, data) {
      var isText = typeof data === 'string';
      // Text is counted with a terminating NUL, as the header's users expect.
      var bytes = isText ? new TextEncoder().encode(data) : new Uint8Array(data);
      var length = bytes.length + (isText ? 1 : 0);
      var memory = _malloc(length || 1);
      if (!memory) return;
      HEAPU8.set(bytes, memory);
      if (isText) HEAPU8[memory + bytes.length] = 0;
      Sockets.call(id, 'message', 16, function (event) {
        HEAPU32[(event + 4) >> 2] = memory;
        HEAPU32[(event + 8) >> 2] = length;
        HEAP32[(event + 12) >> 2] = isText ? 1 : 0;
      });
      _free(memory);
    },

    closed: function (id, wasClean, code, reason) {
      Sockets.call(id, 'close', 640, function (event) {
        HEAPU8[event + 4] = wasClean ? 1 : 0;
        HEAPU16[(event + Sockets.closeCode) >> 1] = code;
        var bytes = new TextEncoder().encode(reason).subarray(0, 511);
        HEAPU8.set(bytes, event + Sockets.closeReason);
      });
    },

    set: function (id, kind, userData, callback) {
      var entry = Sockets.byId[id];
      if (!entry) return Sockets.INVALID_TARGET;
      entry.callbacks[kind] = callback ? {callback: callback, userData: userData} : null;
      return Sockets.SUCCESS;
    },

    string: function (pointer) {
      var end = pointer;
      while (HEAPU8[end]) ++end;
      return new TextDecoder().decode(HEAPU8.subarray(pointer, end));
    },

    send: function (id, data) {
      var entry = Sockets.byId[id];
      if (!entry) return Sockets.INVALID_TARGET;
      // The browser would throw before the socket is open, and drop silently after it closes.
      if (entry.socket.readyState !== 1) return Sockets.FAILED;
      try {
        entry.socket.send(data);
      } catch (error) {
        return Sockets.FAILED;
      }
      return Sockets.SUCCESS;
    }
  },

  // Ours: where the members of the close event are, from the header that the program was built with.
  palaver_websocket_layout__deps: ['$Sockets'],
  palaver_websocket_layout: function (codeOffset, reasonOffset) {
    Sockets.closeCode = codeOffset;
    Sockets.closeReason = reasonOffset;
  },

  emscripten_websocket_is_supported: function () {
    return typeof WebSocket !== 'undefined' ? 1 : 0;
  },

  // The number of a new socket, or a negative result. Relative addresses are refused.
  emscripten_websocket_new__deps: ['$Sockets'],
  emscripten_websocket_new: function (attributes) {
    if (typeof WebSocket === 'undefined') return Sockets.NOT_SUPPORTED;
    if (!attributes || !HEAPU32[attributes >> 2]) return Sockets.INVALID_PARAM;
    var url = Sockets.string(HEAPU32[attributes >> 2]);
    var protocols = HEAPU32[(attributes + 4) >> 2];
    if (!/^wss?:\/\//i.test(url)) return Sockets.INVALID_PARAM;
    var socket;
    try {
      socket = protocols ? new WebSocket(url, Sockets.string(protocols).split(',')) : new WebSocket(url);
    } catch (error) {
      return Sockets.INVALID_PARAM;
    }
    var id = Sockets.next++;
    socket.binaryType = 'arraybuffer';
    Sockets.byId[id] = {socket: socket, callbacks: {}};
    socket.onopen = function () { Sockets.call(id, 'open', 4, function () {}); };
    socket.onerror = function () { Sockets.call(id, 'error', 4, function () {}); };
    socket.onmessage = function (event) { Sockets.message(id, event.data); };
    socket.onclose = function (event) {
      Sockets.closed(id, event.wasClean, event.code, event.reason);
    };
    return id;
  },

  emscripten_websocket_set_onopen_callback_on_thread__deps: ['$Sockets'],
  emscripten_websocket_set_onopen_callback_on_thread: function (id, userData, callback, thread) {
    return Sockets.set(id, 'open', userData, callback);
  },
  emscripten_websocket_set_onerror_callback_on_thread__deps: ['$Sockets'],
  emscripten_websocket_set_onerror_callback_on_thread: function (id, userData, callback, thread) {
    return Sockets.set(id, 'error', userData, callback);
  },
  emscripten_websocket_set_onclose_callback_on_thread__deps: ['$Sockets'],
  emscripten_websocket_set_onclose_callback_on_thread: function (id, userData, callback, thread) {
    return Sockets.set(id, 'close', userData, callback);
  },
  emscripten_websocket_set_onmessage_callback_on_thread__deps: ['$Sockets'],
  emscripten_websocket_set_onmessage_callback_on_thread: function (id, userData, callback, thread) {
    return Sockets.set(id, 'message', userData, callback);
  },

  emscripten_websocket_send_utf8_text__deps: ['$Sockets'],
  emscripten_websocket_send_utf8_text: function (id, text) {
    return Sockets.send(id, Sockets.string(text));
  },
  emscripten_websocket_send_binary__deps: ['$Sockets'],
  emscripten_websocket_send_binary: function (id, data, length) {
    return Sockets.send(id, HEAPU8.slice(data, data + length));
  },

  // Code 0 closes without one. A code or reason that the browser does not take is INVALID_PARAM, and
  // the socket stays open.
  emscripten_websocket_close__deps: ['$Sockets'],
  emscripten_websocket_close: function (id, code, reason) {
    var entry = Sockets.byId[id];
    if (!entry) return Sockets.INVALID_TARGET;
    try {
      if (code) {
        entry.socket.close(code, reason ? Sockets.string(reason) : '');
      } else {
        entry.socket.close();
      }
    } catch (error) {
      return Sockets.INVALID_PARAM;
    }
    return Sockets.SUCCESS;
  },

  emscripten_websocket_delete__deps: ['$Sockets'],
  emscripten_websocket_delete: function (id) {
    var entry = Sockets.byId[id];
    if (!entry) return Sockets.INVALID_TARGET;
    delete Sockets.byId[id];
    var socket = entry.socket;
    socket.onopen = socket.onerror = socket.onmessage = socket.onclose = null;
    try {
      socket.close();
    } catch (error) {
      // Closing twice is nobody's trouble.
    }
    return Sockets.SUCCESS;
  },

  emscripten_websocket_get_ready_state__deps: ['$Sockets'],
  emscripten_websocket_get_ready_state: function (id, result) {
    var entry = Sockets.byId[id];
    if (!entry) return Sockets.INVALID_TARGET;
    HEAPU16[result >> 1] = entry.socket.readyState;
    return Sockets.SUCCESS;
  },

  emscripten_websocket_get_buffered_amount__deps: ['$Sockets'],
  emscripten_websocket_get_buffered_amount: function (id, result) {
    var entry = Sockets.byId[id];
    if (!entry) return Sockets.INVALID_TARGET;
    HEAPU32[result >> 2] = entry.socket.bufferedAmount >>> 0;
    HEAPU32[(result + 4) >> 2] = Math.floor(entry.socket.bufferedAmount / 4294967296);
    return Sockets.SUCCESS;
  },

  emscripten_websocket_deinitialize__deps: ['$Sockets', 'emscripten_websocket_delete'],
  emscripten_websocket_deinitialize: function () {
    Object.keys(Sockets.byId).forEach(function (id) { _emscripten_websocket_delete(id); });
  }
});
