// Where things are. PALAVER_BIN, PALAVER_WEB_ROOT and PALAVER_CHROMIUM replace the defaults.
import { resolve, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
export const palaverBin = process.env.PALAVER_BIN ?? join(root, 'build/release/server/palaver');
export const webRoot = process.env.PALAVER_WEB_ROOT ?? join(root, 'build/web/dist');
export const chromiumBin = process.env.PALAVER_CHROMIUM ?? '/usr/bin/chromium';
export const wscatBin = join(root, 'node_modules/.bin/wscat');
export const plainPage = join(root, 'tests/fixtures/plain.html');
// Pictures and logs of failed tests.
export const evidenceFolder = join(root, 'build/e2e');
