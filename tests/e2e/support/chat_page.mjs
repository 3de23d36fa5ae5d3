// The chat in a browser page, as a person with or without a screen meets it: by roles and names only.
import assert from 'node:assert/strict';
import { soonMs, until } from './wait.mjs';

export class ChatPage {
  constructor(page) {
    this.page = page;
    this.message = page.getByRole('textbox', { name: 'Message', exact: true });
    this.sendButton = page.getByRole('button', { name: 'Send', exact: true });
    this.log = page.getByRole('log', { name: 'Messages', exact: true });
    this.messages = this.log.getByRole('article');
    this.name = page.getByRole('textbox', { name: 'Your name', exact: true });
    this.room = page.getByRole('textbox', { name: 'Room', exact: true });
    this.people = page.getByRole('list', { name: 'People', exact: true });
    this.alert = page.getByRole('alert').filter({ hasText: /\S/ });
  }

  // With "Connected", the page is ready: it has joined its room or is about to.
  async waitForStatus(status) {
    await this.page.getByRole('status').filter({ hasText: status }).first().waitFor({ state: 'attached' });
  }

  // Writes the text into the composer, as a paste would, and presses Enter.
  async say(text) {
    await this.message.fill(text);
    await this.message.press('Enter');
  }

  messageWith(text) { return this.messages.filter({ hasText: text }); }

  async waitForMessage(text) {
    const item = this.messageWith(text).first();
    await item.waitFor({ state: 'attached' });
    return item;
  }

  // The texts in the order they are shown, each as often as it is shown.
  async shownOf(texts) {
    const items = await this.messages.allInnerTexts();
    return items.flatMap((item) => texts.filter((text) => item.includes(text)));
  }

  // Waits until as many of these are shown, and checks that it is each once and in this order.
  async waitForExactly(texts, ms = soonMs) {
    let shown = [];
    await until(`shown once and in order: ${texts.join(', ')}`, async () => {
      shown = await this.shownOf(texts);
      return shown.length >= texts.length;
    }, ms).catch((error) => { throw new Error(`${error.message}; shown: ${shown.join(', ')}`); });
    assert.deepEqual(shown, texts, 'shown once and in order');
  }

  // Waits until the server has taken everything that was written here.
  async waitForAllSent() {
    await until('nothing waits to be sent', async () => await this.messageWith('Waiting to be sent').count() === 0);
  }

  async waitForPerson(name) {
    await this.people.getByRole('listitem').filter({ hasText: name }).first().waitFor({ state: 'attached' });
  }
  async waitForPersonGone(name) {
    await this.people.getByRole('listitem').filter({ hasText: name }).first().waitFor({ state: 'detached' });
  }

  // Puts a value into a one-line field and leaves it with Enter.
  async enter(field, value) {
    await field.fill(value);
    await field.press('Enter');
  }

  // Opens the connection's settings and names another server there.
  async connectTo(endpoint) {
    await this.page.getByRole('button', { name: 'Connection settings' }).click();
    await this.page.getByRole('textbox', { name: 'Server address' }).fill(endpoint);
    await this.page.getByRole('button', { name: 'Connect', exact: true }).click();
  }

  // Frames painted since the page was opened.
  frames() { return this.page.evaluate(() => window.palaver.frames()); }
}
