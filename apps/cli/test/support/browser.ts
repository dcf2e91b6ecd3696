/** Debian's Chromium, which .ci/run installs. It makes no connection of its own. */

import { type Browser, chromium } from 'playwright-core';

/** Starts it; whoever does closes it. Waits as long as it takes. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    // Run as root, as in CI, Chromium refuses its own sandbox; the pages are ours.
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
    timeout: 0,
  });
}
