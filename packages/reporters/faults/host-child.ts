/** A host as its users have it: records in turns, sends in the background, says when it begins to close, and ends by itself. */

import { httpReporter } from '../src/http/index.ts';
import { type OutboxPaths, openOutbox } from '../src/outbox/index.ts';
import { HEADER } from '../test/support/outbox-folder.ts';
import { releasedEvent } from '../test/support/released-events.ts';

/** What it does. */
export interface HostTask {
  readonly paths: OutboxPaths;
  readonly endpoint: string;
  /** Number of its first event. */
  readonly first: number;
  /** Events of each turn. */
  readonly bursts: readonly number[];
  /** Its clock, in milliseconds since 1970, when it starts. */
  readonly startMs: number;
  readonly closeMs: number;
}

const task = JSON.parse(process.argv[2] ?? '{}') as HostTask;
const behindMs = task.startMs - Date.now();
const now = (): number => Date.now() + behindMs;
const reporter = httpReporter({
  outbox: openOutbox({ paths: task.paths, header: HEADER, now }),
  endpoint: task.endpoint,
  mayUpload: () => 'allowed',
  send: 'auto',
  now,
});
let next = task.first;
for (const events of task.bursts) {
  for (let event = 0; event < events; event += 1) {
    reporter.report(releasedEvent(next));
    next += 1;
  }
  await new Promise((resolve) => setImmediate(resolve));
}
process.stdout.write(`${next} ${performance.timeOrigin + performance.now()}\n`);
await reporter.close({ timeoutMs: task.closeMs });
