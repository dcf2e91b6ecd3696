/** Reads a number, adds one, writes it back, again and again: without a lock that loses most of them. */

import { readFileSync, writeFileSync } from 'node:fs';
import { withChangeLock } from '../../src/change-lock.ts';
import { waitForStart } from './wait-for-start.ts';

const [counter = '', lockFolder = '', rounds = '0', dieAfter] = process.argv.slice(2);
await waitForStart();
for (let round = 1; round <= Number(rounds); round++) {
  await withChangeLock(lockFolder, async () => {
    const next = Number(readFileSync(counter, 'utf8')) + 1;
    await new Promise((resolve) => setImmediate(resolve));
    writeFileSync(counter, String(next));
    // Dies with the baton in hand, as by a power cut.
    if (round === Number(dieAfter)) process.kill(process.pid, 'SIGKILL');
  });
}
