/** A host in a namespace of its own: records in turns, with sending in the background, then closes; says what it cost. */

import { createHttpTransport, httpReporter } from '../src/http/index.ts';
import { type OutboxPaths, openOutbox } from '../src/outbox/index.ts';
import { HEADER } from '../test/support/outbox-folder.ts';
import { releasedEvent } from '../test/support/released-events.ts';

interface Task {
  readonly paths: OutboxPaths;
  readonly endpoint: string;
  readonly certificateAuthority: string;
  readonly first: number;
  readonly events: number;
}

/** Events of one turn. */
const TURN = 100;
/** Attempts to send what is left. One must be enough. */
const MAX_PASSES = 10;
const MEBIBYTE = 1_048_576;

const task = JSON.parse(process.argv[2] ?? '{}') as Task;
const outbox = openOutbox({ paths: task.paths, header: HEADER });
const reporter = httpReporter({
  outbox,
  endpoint: task.endpoint,
  mayUpload: () => 'allowed',
  send: 'auto',
  transport: createHttpTransport({ env: {}, certificateAuthority: task.certificateAuthority }),
});
let slowestMs = 0;
let before = 0;
for (let number = 0; number < task.events; number += 1) {
  const start = performance.now();
  reporter.report(releasedEvent(task.first + number));
  slowestMs = Math.max(slowestMs, performance.now() - start);
  if (number % TURN === TURN - 1) await new Promise((resolve) => setImmediate(resolve));
  // Counted from a tenth on: what the runtime itself takes is there then.
  if (number === Math.floor(task.events / 10)) before = process.memoryUsage.rss();
}
const grownMib = (process.memoryUsage.rss() - before) / MEBIBYTE;
// With nothing recorded: sends what is left of former lives.
let ended = '';
let passes = 0;
for (; task.events === 0 && passes < MAX_PASSES && ended !== 'empty'; passes += 1) {
  ({ ended } = await reporter.send({ isAsked: true }));
}
const { lastError } = reporter.stats;
process.stdout.write(`${JSON.stringify({ slowestMs, grownMib, lastError, ended, passes })}\n`);
await reporter.close({ timeoutMs: 2_000 });
