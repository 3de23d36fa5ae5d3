// A broadcast server on the npm package ws, as its users write one: all that anybody says goes to
// all. node ws_server.mjs PORT
import { WebSocket, WebSocketServer } from 'ws';

const server = new WebSocketServer({
  host: '127.0.0.1', port: Number(process.argv[2]), perMessageDeflate: false, backlog: 4096,
});
server.on('connection', (socket) => {
  socket.on('error', () => {});
  socket.on('message', (message, isBinary) => {
    for (const client of server.clients) {
      if (client.readyState === WebSocket.OPEN) client.send(message, { binary: isBinary });
    }
  });
});
