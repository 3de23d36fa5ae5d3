// The canvas: as many pixels as the screen has, also after the window or the graphics context changed.
import assert from 'node:assert/strict';
import { e2e } from './support/e2e.mjs';
import { until } from './support/wait.mjs';

for (const ratio of [1, 1.5, 2]) {
  e2e(`the picture has a pixel for each of the screen's at ratio ${ratio}`, async (world) => {
    const ada = await world.visit({ name: 'Ada' },
      { contextOptions: { viewport: { width: 900, height: 501 }, deviceScaleFactor: ratio } });
    const size = await ada.page.locator('canvas').evaluate(({ width, height }) => [width, height]);
    assert.deepEqual(size, [Math.round(900 * ratio), Math.round(501 * ratio)]);
    await ada.page.setViewportSize({ width: 700, height: 400 });
    await until('the picture follows the window', () => ada.page.locator('canvas').evaluate(
      ({ width, height }, wanted) => width === wanted[0] && height === wanted[1],
      [Math.round(700 * ratio), Math.round(400 * ratio)]));
  }, { only: 'serve' });
}

e2e('the painted picture comes back after the graphics context was lost', async (world) => {
  const ada = await world.visit({ name: 'Ada' });
  await ada.say('still here afterwards');
  await ada.waitForMessage('still here afterwards');
  const settled = () => ada.page.evaluate(() => new Promise((done) => {
    requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done)));
  }));
  await ada.log.evaluate((log) => log.focus());  // no blinking caret in the picture
  await settled();
  const before = await ada.page.screenshot();
  await ada.page.evaluate(() => {
    const gl = document.querySelector('canvas').getContext('webgl2');
    window.lose = gl.getExtension('WEBGL_lose_context');
    window.lose.loseContext();
  });
  await until('the context is lost', () => ada.page.evaluate(() =>
    document.querySelector('canvas').getContext('webgl2').isContextLost()));
  await ada.page.evaluate(() => window.lose.restoreContext());
  await until('the picture is the same', async () => {
    await settled();
    return before.equals(await ada.page.screenshot());
  });
}, { only: 'serve' });
