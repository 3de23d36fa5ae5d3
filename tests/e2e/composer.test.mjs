// The message box as people with other keyboards use it.
import assert from 'node:assert/strict';
import { e2e } from './support/e2e.mjs';

e2e('input methods compose in the message box, and their Enter does not send', async (world) => {
  const ada = await world.visit({ name: 'Ada' });
  const bob = await world.visit({ name: 'Bob' });
  await ada.message.focus();
  const browser = await ada.page.context().newCDPSession(ada.page);
  await browser.send('Input.imeSetComposition', { text: 'にほん', selectionStart: 3, selectionEnd: 3 });
  await ada.page.keyboard.press('Enter');
  assert.equal(await ada.messages.count(), 0, 'Enter while composing sends nothing');
  await browser.send('Input.insertText', { text: '日本語' });
  assert.match(await ada.message.inputValue(), /日本語/);
  await ada.page.keyboard.press('Enter');
  await bob.waitForMessage('日本語');
}, { only: 'serve' });
