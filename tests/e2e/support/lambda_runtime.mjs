// The Lambda Invoke API for handlers of this process: what a local Lambda runtime offers.
import { HttpServer } from './http_server.mjs';

const invocation = /^\/2015-03-31\/functions\/([^/?]+)\/invocations/;

// The name in a function's ARN, or the name itself.
const nameOf = (function_) => decodeURIComponent(function_).split(':function:').at(-1).split(':')[0];

export class LambdaRuntime {
  // `handlers` are async functions of an event, by function name. What they threw is in `failures`.
  static async start(handlers) {
    const runtime = new LambdaRuntime();
    runtime.events = [];
    runtime.server = await HttpServer.start(async ({ path, body }, response) => {
      const name = nameOf(invocation.exec(path)?.[1] ?? '');
      const handler = handlers[name];
      if (!handler) {
        response.writeHead(404, { 'x-amzn-ErrorType': 'ResourceNotFoundException' })
          .end(JSON.stringify({ Message: `Function not found: ${name}`, Type: 'User' }));
        return;
      }
      const event = JSON.parse(body);
      runtime.events.push({ name, event });
      try {
        const result = await handler(event);
        response.writeHead(200, { 'X-Amz-Executed-Version': '$LATEST' }).end(JSON.stringify(result ?? null));
      } catch (error) {
        response.writeHead(200, { 'X-Amz-Function-Error': 'Unhandled' })
          .end(JSON.stringify({ errorMessage: error.message, errorType: error.name, trace: [] }));
      }
    });
    return runtime;
  }

  get url() { return this.server.url; }
  close() { return this.server.close(); }
}
