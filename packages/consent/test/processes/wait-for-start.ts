/** Says that this process is up, and waits until the test lets all go on together. */

import { once } from 'node:events';

export async function waitForStart(): Promise<void> {
  process.stdout.write('ready\n');
  await once(process.stdin, 'data');
}
