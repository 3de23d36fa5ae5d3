// The page itself: its title, what it says when it cannot run, and whether everybody can use it.
import assert from 'node:assert/strict';
import axe from 'axe-core';
import { e2e } from './support/e2e.mjs';
import { until } from './support/wait.mjs';

e2e('the page has a title and one heading, and says that it is connected', async (world) => {
  const ada = await world.visit({ name: 'Ada' });
  assert.match(await ada.page.title(), /palaver/i);
  assert.equal(await ada.page.getByRole('heading', { level: 1 }).count(), 1);
  assert.equal(await ada.page.locator('html').getAttribute('lang'), 'en');
}, { only: 'serve' });

e2e('axe finds nothing wrong with the chat', async (world) => {
  const ada = await world.visit({ name: 'Ada' });
  const bob = await world.visit({ name: 'Bob' });
  await ada.say('Hello Bob');
  await bob.say('Hello Ada');
  await ada.waitForMessage('Hello Ada');
  await ada.page.evaluate(axe.source);
  const { violations, passes } = await ada.page.evaluate(() => window.axe.run());
  const found = violations.map(({ id, help, nodes }) =>
    `${id}: ${help}\n${nodes.map(({ html }) => `    ${html}`).join('\n')}`);
  assert.equal(found.length, 0, found.join('\n'));
  assert.ok(passes.length > 10, 'axe did look at the page');
}, { only: 'serve' });

e2e('the whole chat can be used with the keyboard', async (world) => {
  const ada = await world.visit({ name: 'Ada' });
  const reached = new Set();
  for (let presses = 0; presses < 30; ++presses) {
    await ada.page.keyboard.press('Tab');
    reached.add(await ada.page.evaluate(() => document.activeElement?.getAttribute('aria-label')
      ?? document.activeElement?.labels?.[0]?.textContent.trim()
      ?? document.activeElement?.textContent.trim()));
  }
  for (const name of ['Message', 'Send', 'Your name', 'Room']) {
    assert.ok(reached.has(name), `${name} among ${[...reached].join(', ')}`);
  }
}, { only: 'serve' });

e2e('what a message says stands once in the page, though screen readers are told of it', async (world) => {
  const ada = await world.visit({ name: 'Ada' });
  const bob = await world.visit({ name: 'Bob' });
  await bob.say('Only one of these');
  await ada.waitForMessage('Only one of these');
  assert.equal(await ada.page.getByText('Only one of these').count(), 1);
  // The accessibility tree sees into the shadow root that holds the live region.
  const browser = await ada.page.context().newCDPSession(ada.page);
  const heard = async () => {
    const { nodes } = await browser.send('Accessibility.getFullAXTree');
    return nodes.some(({ name }) => name?.value === 'Bob: And heard');
  };
  await bob.say('And heard');
  await until('the announcement is in the accessibility tree', heard);
}, { only: 'serve' });

const missing = [
  ['WebAssembly', /WebAssembly/, () => { delete window.WebAssembly; }],
  ['WebGL2', /WebGL ?2/, () => {
    const getContext = HTMLCanvasElement.prototype.getContext;
    HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
      return kind === 'webgl2' ? null : getContext.call(this, kind, ...rest);
    };
  }],
];
for (const [what, named, takeAway] of missing) {
  e2e(`a browser without ${what} is told so`, async (world) => {
    const page = await world.newPage();
    await page.addInitScript(takeAway);
    await page.goto(world.server.url);
    const alert = page.getByRole('alert').filter({ hasText: named });
    await alert.waitFor();
    assert.ok((await alert.innerText()).length > 20, 'a sentence, not a code');
  }, { only: 'serve' });
}
