/**
 * A host that records and sends without a pause, on an outbox that others use, too: prints the number of each event once its
 * turn is over, and runs until it is killed, or for a number of rounds.
 */

import { createHttpTransport, createSender } from '../src/http/index.ts';
import { openOutbox } from '../src/outbox/index.ts';
import { HEADER } from '../test/support/outbox-folder.ts';
import { releasedEvent } from '../test/support/released-events.ts';
import { seededRandom } from './finding.ts';

interface Task {
  readonly paths: { readonly outboxDir: string; readonly rejectedDir: string; readonly sentDir: string };
  readonly endpoint: string;
  /** Number of this process's first event. */
  readonly first: number;
  /** Absent: until it is killed. */
  readonly rounds?: number;
  readonly seed: number;
}

const task = JSON.parse(process.argv[2] ?? '{}') as Task;
const random = seededRandom(task.seed);
const outbox = openOutbox({ paths: task.paths, header: HEADER });
const overNetwork = createHttpTransport({ env: {} });
const sender = createSender({
  outbox,
  endpoint: task.endpoint,
  mayUpload: () => 'allowed',
  random,
  // So that the collector can tell whether two living processes send the same batch.
  transport: (request) =>
    overNetwork({ ...request, headers: { ...request.headers, 'x-sender-pid': String(process.pid) } }),
});
let next = task.first;
for (let round = 0; round < (task.rounds ?? Number.POSITIVE_INFINITY); round += 1) {
  const events = 1 + Math.floor(random() * 40);
  const from = next;
  for (let event = 0; event < events; event += 1) {
    outbox.add(releasedEvent(next));
    next += 1;
  }
  await outbox.flush();
  process.stdout.write(`${from} ${next}\n`);
  await sender.send({ isAsked: true });
}
// The rest may be under way in another process.
await outbox.close();
