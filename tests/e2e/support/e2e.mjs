// How an end-to-end test is written:
//
//   e2e('two pages chat', async (world) => {
//     const ada = await world.visit({ name: 'Ada' });
//     ...
//   });
//
// runs once per form of deployment, with a server of its own. What `world` opened is closed at the end,
// in order, and the servers must stop cleanly. A failed test leaves pictures and logs in build/e2e/.
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { newContext } from './browser.mjs';
import { ChatPage } from './chat_page.mjs';
import { Deployment, forms } from './deployment.mjs';
import { evidenceFolder, plainPage } from './paths.mjs';
import { RawClient, Wscat } from './sockets.mjs';

const testTimeoutMs = 120_000;

// `only` names one form for what does not depend on it; `serverArgs` go to serve or gateway.
export function e2e(name, body, { only, serverArgs = [], timeout = testTimeoutMs } = {}) {
  for (const form of only ? [only] : forms) {
    test(`${name} (${form})`, { timeout }, async () => {
      const world = new World(await Deployment.start(form, serverArgs));
      try {
        await body(world);
        assert.deepEqual(world.pageErrors, [], 'uncaught errors in the pages');
      } catch (error) {
        await world.keepEvidence(`${name} ${form}`).catch(() => {});
        await world.abandon();
        throw error;
      }
      await world.close();
    });
  }
}

class World {
  constructor(server) {
    this.server = server;
    this.pageErrors = [];
    this.pages = [];
    this.closers = [];
  }

  // A blank page of its own browser context, watched for uncaught errors.
  async newPage(contextOptions = {}) {
    const context = await newContext(contextOptions);
    this.closers.push(() => context.close());
    const page = await context.newPage();
    page.on('pageerror', (error) => this.pageErrors.push(`${page.url()}: ${error.message}`));
    this.pages.push(page);
    return page;
  }

  // Opens the chat; `query` goes into the URL: { name, room, endpoint }.
  async visit(query = {}, { url = this.server.url, contextOptions = {} } = {}) {
    const page = await this.newPage(contextOptions);
    const address = new URL(url);
    for (const [key, value] of Object.entries(query)) address.searchParams.set(key, value);
    await page.goto(address.href);
    const chat = new ChatPage(page);
    await chat.waitForStatus('Connected');
    return chat;
  }

  // Opens the plain page of tests/fixtures from disk.
  async visitPlainPage() {
    const page = await this.newPage();
    await page.goto(`${pathToFileURL(plainPage)}?endpoint=${encodeURIComponent(this.server.endpoint)}`);
    await page.getByRole('status').filter({ hasText: 'Open' }).waitFor();
    return {
      async post(text) {
        await page.getByRole('textbox', { name: 'Text' }).fill(text);
        await page.getByRole('button', { name: 'Post' }).click();
      },
      async waitForPayload(text) {
        await page.getByRole('list', { name: 'Received' }).getByRole('listitem')
          .filter({ hasText: text }).waitFor();
      },
      payloads: () => page.getByRole('list', { name: 'Received' }).getByRole('listitem').allInnerTexts(),
    };
  }

  async connectRaw() {
    const client = await RawClient.connect(this.server.endpoint);
    this.closers.push(() => client.close());
    return client;
  }

  async connectWscat() {
    const wscat = await Wscat.connect(this.server.endpoint);
    this.closers.push(() => wscat.close());
    return wscat;
  }

  async close() {
    while (this.closers.length > 0) await this.closers.pop()();
    await this.server.stop();
  }

  // After a failure: nothing is checked any more.
  async abandon() {
    while (this.closers.length > 0) await Promise.resolve(this.closers.pop()()).catch(() => {});
    await this.server.kill().catch(() => {});
  }

  async keepEvidence(title) {
    const stem = join(evidenceFolder, title.replace(/[^a-z0-9]+/gi, '-').toLowerCase());
    await mkdir(evidenceFolder, { recursive: true });
    await writeFile(`${stem}.log`, `${this.server.log()}\n${this.pageErrors.join('\n')}\n`);
    for (const [index, page] of this.pages.entries()) {
      await page.screenshot({ path: `${stem}-page${index + 1}.png`, timeout: 5000 }).catch(() => {});
      await writeFile(`${stem}-page${index + 1}.html`, await page.content()).catch(() => {});
    }
  }
}
