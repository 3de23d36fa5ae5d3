// What templates see of the request that all cases have: $context, $input, $stageVariables, $util in JavaScript.
// The values are those of the README.md in tests/fixtures/templates; the functions do what the "WebSocket API mapping
// template reference" says. Values are plain ones of JavaScript: what a template does with them is the engine's.
import { select } from './json_path.mjs';

const isText = (value) => typeof value === 'string';
const parsed = (text) => {
  try { return JSON.parse(text); } catch { return undefined; }
};

const context = () => ({
  connectionId: 'BFHPhfCWIAMCKlQ=', requestId: 'XDmGEE2RoE0FRdQ=', extendedRequestId: 'XDmGEE2RoE0FRdQ=',
  messageId: 'Ti89OAAt3vcAAAQ=', domainName: 'localhost:8080', stage: 'dev', apiId: 'a1b2c3d4e5',
  eventType: 'MESSAGE', routeKey: 'sendmessage', connectedAt: 1731324923000,
  requestTime: '11/Nov/2024:11:35:24 +0000', requestTimeEpoch: 1731324924561, status: 200,
  identity: { sourceIp: '192.0.2.7', userAgent: 'a "browser"' },
  authorizer: { principalId: 'user-7', tenant: 'blue' },
});

const parameters = () => ({
  path: {},
  querystring: { auth: 'secret', x: '1' },
  header: { Host: 'localhost:8080', 'X-Trace': 't1', x: 'header' },
});

function params(name, ...more) {
  const all = parameters();
  if (name === undefined && more.length === 0) return all;
  if (!isText(name) || more.length > 0) return undefined;
  if (Object.hasOwn(all, name)) return all[name];
  if (Object.hasOwn(all.querystring, name)) return all.querystring[name];
  return Object.entries(all.header).find(([header]) => header.toLowerCase() === name.toLowerCase())?.[1];
}

// An empty message counts as {}.
function input(message) {
  const body = message || '{}';
  // What path() gives may be changed by the template, and the next path() sees it; json() does not.
  const root = parsed(body);
  const takesPath = (args) => args.length === 1 && isText(args[0]);
  return {
    body,
    params,
    path: (...args) => takesPath(args) ? select(root, args[0]) ?? undefined : undefined,
    json: (...args) => {
      if (!takesPath(args)) return undefined;
      const found = select(parsed(body), args[0]);
      return found === undefined ? '""' : JSON.stringify(found);
    },
  };
}

const short = { '"': '\\"', "'": "\\'", '\\': '\\\\', '/': '\\/', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\b': '\\b', '\f': '\\f' };
const escapeJavaScript = (text) => text.replace(/["'\\/]|[^ -~]/g, (char) =>
  short[char] ?? `\\u${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`);
const urlEncode = (text) => encodeURIComponent(text).replaceAll('%20', '+')
  .replace(/[!'()~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
const urlDecode = (text) => {
  if (/%(?![0-9a-f]{2})/i.test(text)) throw new Error('urlDecode: half an escape');
  const bytes = text.replaceAll('+', ' ').match(/%[0-9a-f]{2}|[^%]+/gi) ?? [];
  return Buffer.concat(bytes.map((each) => each[0] === '%' ? Buffer.from(each.slice(1), 'hex') : Buffer.from(each))).toString();
};

const ofOneText = (convert) => (...args) => args.length === 1 && isText(args[0]) ? convert(args[0]) : undefined;

const util = () => ({
  // Takes other values too, as their text.
  escapeJavaScript: (...args) => args.length !== 1 || args[0] === undefined ? undefined
    : escapeJavaScript(isText(args[0]) ? args[0] : JSON.stringify(args[0])),
  parseJson: ofOneText((text) => JSON.parse(text) ?? undefined),
  urlEncode: ofOneText(urlEncode),
  urlDecode: ofOneText(urlDecode),
  base64Encode: ofOneText((text) => Buffer.from(text).toString('base64')),
  base64Decode: ofOneText((text) => Buffer.from(text, 'base64').toString()),
});

// New objects each time, because a template may change them.
export const requestWith = (message) => ({
  context: context(),
  input: input(message),
  stageVariables: { host: 'example.org', tableName: 'people' },
  util: util(),
});
