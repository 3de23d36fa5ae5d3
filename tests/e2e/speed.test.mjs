// What the page costs: frames when idle, time to show a message, bytes to download.
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { e2e } from './support/e2e.mjs';
import { until } from './support/wait.mjs';

// Waits until the page has painted what it had to, and gives its count of frames.
async function settled(chat) {
  let painted = -1;
  await until('the page has settled', async () => {
    const before = painted;
    await pause(200);
    painted = await chat.frames();
    return painted === before;
  });
  return painted;
}

e2e('an idle page paints nothing', async (world) => {
  const ada = await world.visit({ name: 'Ada' });
  await ada.say('something to look at');
  await ada.waitForMessage('something to look at');
  const painted = await settled(ada);
  await pause(5000);
  assert.equal(await ada.frames() - painted, 0, 'frames in 5 s');
}, { only: 'serve' });

e2e('a message between two local pages shows at once', async (world) => {
  const ada = await world.visit({ name: 'Ada' });
  const bob = await world.visit({ name: 'Bob' });
  // When Enter was pressed there, and when the frame after the text's arrival began here; both pages
  // read the clock of this machine.
  await ada.page.evaluate(() => {
    window.pressedAt = [];
    window.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') window.pressedAt.push(performance.timeOrigin + performance.now());
    }, { capture: true });
  });
  await bob.log.evaluate((log) => {
    window.shownAt = {};
    new MutationObserver(() => {
      const arrived = [...log.textContent.matchAll(/measured-\d+/g)].map(([text]) => text);
      const fresh = arrived.filter((text) => !(text in window.shownAt));
      for (const text of fresh) window.shownAt[text] = Infinity;
      requestAnimationFrame(() => {
        for (const text of fresh) window.shownAt[text] = performance.timeOrigin + performance.now();
      });
    }).observe(log, { childList: true, subtree: true, characterData: true });
  });

  const rounds = Array.from({ length: 20 }, (_, index) => `measured-${index}`);
  for (const text of rounds) {
    // As people write, with moments between: graphics in software take longer over a frame than a
    // message takes, and would have the next one wait.
    await ada.message.fill(text);
    await Promise.all([settled(ada), settled(bob)]);
    await ada.message.press('Enter');
    await bob.page.waitForFunction((wanted) => Number.isFinite(window.shownAt[wanted]), text);
  }
  const pressed = await ada.page.evaluate(() => window.pressedAt);
  const shown = await bob.page.evaluate(() => window.shownAt);
  const took = rounds.map((text, index) => shown[text] - pressed[index]).sort((a, b) => a - b);
  const median = took[took.length / 2];
  console.log(`message between two pages: median ${median.toFixed(1)} ms, worst ${took.at(-1).toFixed(1)} ms`);
  assert.ok(median < 2000);
});

// Bytes of the body as sent to a client that takes brotli.
function downloadBrotli(url) {
  return new Promise((done, broken) => {
    request(url, { headers: { 'Accept-Encoding': 'br' } }, (response) => {
      let bytes = 0;
      response.on('data', (chunk) => { bytes += chunk.length; });
      response.on('end', () => done({ bytes, headers: response.headers }));
      response.on('error', broken);
    }).on('error', broken).end();
  });
}

e2e('script and WebAssembly download in 300 KiB', async (world) => {
  const page = await world.newPage();
  const fetched = new Map();
  page.on('response', (response) => {
    if (response.status() === 200) fetched.set(response.url(), response.headers()['content-type'] ?? '');
  });
  await page.goto(world.server.url);
  await page.getByRole('status').filter({ hasText: 'Connected' }).first().waitFor({ state: 'attached' });

  assert.match(fetched.get(world.server.url), /^text\/html/);
  const code = [...fetched].filter(([, type]) => /javascript|wasm/.test(type));
  assert.ok(code.length > 0, `the page fetched ${[...fetched.keys()].join(', ')}`);
  let total = 0;
  for (const [url, type] of code) {
    const name = new URL(url).pathname;
    assert.match(type, name.endsWith('.wasm') ? /^application\/wasm$/ : /^text\/javascript/, name);
    const { bytes, headers } = await downloadBrotli(url);
    assert.equal(headers['content-encoding'], 'br', `${name} comes precompressed`);
    console.log(`${name}: ${(bytes / 1024).toFixed(1)} KiB with brotli`);
    total += bytes;
  }
  console.log(`script and WebAssembly: ${(total / 1024).toFixed(1)} KiB with brotli`);
  assert.ok(total <= 300 * 1024, `${total} bytes`);
}, { only: 'serve' });

e2e('what the browser has already is not sent again', async (world) => {
  const first = await fetch(world.server.url);
  const tag = first.headers.get('etag');
  assert.match(tag, /^(W\/)?"[^"]+"$/);
  assert.ok((await first.text()).length > 0);
  const second = await fetch(world.server.url, { headers: { 'If-None-Match': tag } });
  assert.equal(second.status, 304);
  assert.equal(await second.text(), '');
  const changed = await fetch(world.server.url, { headers: { 'If-None-Match': '"something else"' } });
  assert.equal(changed.status, 200);
}, { only: 'serve' });
