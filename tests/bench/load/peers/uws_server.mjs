// A broadcast server on uWebSockets.js, as its users write one: all that anybody says goes to all.
// node uws_server.mjs PORT
import uws from '@btc-vision/uwebsockets.js';

const port = Number(process.argv[2]);
const app = uws.App();
app.ws('/*', {
  compression: uws.DISABLED,
  idleTimeout: 0,
  sendPingsAutomatically: false,
  maxPayloadLength: 128 * 1024,
  maxBackpressure: 1024 * 1024, // palaver's --send-queue-limit
  closeOnBackpressureLimit: true,
  open: (socket) => { socket.subscribe('all'); },
  message: (socket, message, isBinary) => { app.publish('all', message, isBinary); },
});
app.listen('127.0.0.1', port, (listening) => {
  if (!listening) process.exit(1);
});
