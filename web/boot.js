// Starts the program and stands in for it until it runs: says what is missing, keeps what is typed.
//
// The page works from two places: served by palaver, where the built files lie beside it, and opened
// from disk in the source folder, where they lie in the build folder and the program holds its own
// WebAssembly, because a page from disk may not fetch.
(function () {
  'use strict';

  var fromDisk = location.protocol === 'file:';
  var script = fromDisk ? 'build/web/dist/palaver.embedded.js' : 'palaver.js';
  var patience = 5000;  // ms until we say that it takes long

  var state = document.getElementById('state');
  var composer = document.getElementById('composer');
  var running = false;
  var failed = false;

  // Shows what went wrong, in the page, with a way on. What was typed stays in the composer.
  function fail(title, text) {
    if (failed) return;
    failed = true;
    clearTimeout(slow);
    var box = document.getElementById('trouble');
    var heading = document.createElement('h2');
    var body = document.createElement('p');
    var again = document.createElement('button');
    heading.textContent = title;
    body.textContent = text;
    again.textContent = 'Reload the page';
    again.addEventListener('click', function () { location.reload(); });
    box.append(heading, body, again);
    box.hidden = false;
    if (!running) state.textContent = 'Not running';
  }

  // Enter sends, as it will when the program runs: the message goes out then.
  function keepEnter(event) {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    if (composer.value.trim() !== '') boot.sendAtStart = true;
  }

  var boot = window.palaverBoot = {
    fromDisk: fromDisk,
    sendAtStart: false,
    fail: fail,
    // Called by the program before its first frame.
    started: function () {
      running = true;
      clearTimeout(slow);
      composer.removeEventListener('keydown', keepEnter);
      document.body.classList.remove('loading');
    }
  };
  composer.addEventListener('keydown', keepEnter);
  composer.focus();

  var slow = setTimeout(function () {
    state.textContent = 'Still loading: the program has not arrived yet';
  }, patience);

  // Seen by the program's own glue as its settings.
  window.Module = {
    onAbort: function (what) {
      fail('palaver has stopped', 'Something went wrong inside the program (' + what + '). ' +
           'Reloading starts it again; messages that were not sent yet are lost, save what is in the text field.');
    }
  };

  if (typeof WebAssembly !== 'object') {
    fail('This browser cannot run palaver', 'palaver needs WebAssembly, which is missing or switched off here. ' +
         'A current Chrome, Edge, Firefox or Safari has it.');
    return;
  }
  if (typeof WebGL2RenderingContext === 'undefined') {
    fail('This browser cannot show palaver', 'palaver needs WebGL 2, which is missing or switched off here. ' +
         'A current Chrome, Edge, Firefox or Safari has it; hardware acceleration may have to be allowed in its settings.');
    return;
  }

  var element = document.createElement('script');
  element.src = script;
  element.onerror = function () {
    if (fromDisk) {
      fail('palaver is not built yet', 'Opened from disk, this page needs ' + script +
           '. Run tools/run in the source folder once: it builds everything and prints an address to open.');
    } else {
      fail('palaver did not load', 'The server did not deliver ' + script + '. Is it still running?');
    }
  };
  document.body.appendChild(element);
})();
