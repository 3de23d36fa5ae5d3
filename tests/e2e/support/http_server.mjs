// HTTP servers that tests put behind the gateway.
import { createServer } from 'node:http';

// Serves `answer({ method, path, headers, body }, response)` on a free port until close(). What was asked is kept in
// `requests`.
export class HttpServer {
  static async start(answer, options = {}) {
    const server = new HttpServer(answer, options);
    await new Promise((done) => server.server.listen(0, '127.0.0.1', done));
    return server;
  }

  constructor(answer, options) {
    this.requests = [];
    this.server = createServer(options, async (request, response) => {
      let body = '';
      request.setEncoding('utf8');
      for await (const text of request) body += text;
      const seen = { method: request.method, path: request.url, headers: request.headers, body };
      this.requests.push(seen);
      await answer(seen, response);
    });
  }

  get url() { return `http://127.0.0.1:${this.server.address().port}`; }

  // The requests to one path, in order.
  to(path) { return this.requests.filter((request) => request.path === path); }

  async close() {
    this.server.closeAllConnections();
    if (this.server.listening) await new Promise((done) => this.server.close(done));
  }
}
