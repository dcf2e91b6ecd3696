/**
 * Several processes that write one log at once, or one that writes as much. All are warm, and start together. Argument: how many.
 * Afterwards the log is read with nothing of ours: every line must be whole, and every event there once.
 */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { answer, FOLDER, IS_QUICK, startClock } from './surroundings.ts';

const EVENTS_IN_ALL = IS_QUICK ? 4_000 : 200_000;
const writers = Number(process.argv[2]);

const children = Array.from({ length: writers }, () =>
  fork(new URL('./writer.js', import.meta.url), [String(EVENTS_IN_ALL / writers)], { stdio: 'inherit' }),
);
const next = () => Promise.all(children.map((child) => once(child, 'message')));
await next();
const done = next();
const clock = startClock();
for (const child of children) child.send('go');
const cpuNs = (await done).reduce((sum, [cpu]) => sum + Number(cpu), 0);
const { wallNs } = clock();
await Promise.all(children.map((child) => (child.exitCode === null ? once(child, 'exit') : undefined)));

const folder = join(FOLDER, 'telemetry');
const ids = new Set<string>();
let lines = 0;
for (const file of readdirSync(folder)) {
  if (!file.endsWith('.jsonl')) continue;
  for (const line of readFileSync(join(folder, file), 'utf8').split('\n')) {
    if (line === '') continue;
    const { event, event_id } = JSON.parse(line) as { event: string; event_id: string };
    if (event !== 'tool.completed') throw new Error('an event that nobody recorded');
    lines += 1;
    ids.add(event_id);
  }
}
if (lines !== EVENTS_IN_ALL || ids.size !== EVENTS_IN_ALL) throw new Error(`${lines} lines, ${ids.size} events`);
answer({ wall: wallNs / EVENTS_IN_ALL, cpu: cpuNs / EVENTS_IN_ALL });
