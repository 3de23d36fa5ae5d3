// One headless Chromium per test file, started by the first test that needs it; every page gets a
// context of its own, so that no two share storage.
import { after } from 'node:test';
import { chromium } from 'playwright-core';
import { chromiumBin } from './paths.mjs';
import { soonMs } from './wait.mjs';

const flags = [
  '--no-sandbox', '--enable-unsafe-swiftshader', '--use-gl=angle', '--use-angle=swiftshader',
  '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
  '--disable-sync',
  // Two pages of one test are both "in front": neither may be slowed down.
  '--disable-background-timer-throttling', '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
];

let launched = null;
after(async () => {
  const browser = await launched;
  await browser?.close();
});

export async function newContext(options = {}) {
  launched ??= chromium.launch({ executablePath: chromiumBin, headless: true, args: flags });
  const browser = await launched;
  const context = await browser.newContext({ viewport: { width: 1000, height: 700 }, locale: 'en-GB', ...options });
  context.setDefaultTimeout(soonMs);
  return context;
}
