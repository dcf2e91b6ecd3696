/** Memory over logs of a size that no default allows: processes that could not hold their lines go through them. */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { FaultFamily, FaultRun, Finding } from './fault-run.ts';
import { judge } from './fault-run.ts';

const MB = 1_000_000;
/** MB that the heap may grow to, at most; the program alone takes about 10. Kept lines would take more than their bytes. */
const HEAP_MB = 32;
/** MB of buffers beside the heap, at most: a reading has one of half a MB, and a program starts with a little. */
const BUFFERS_MB = 4;
const OPERATIONS = ['read', 'follow', 'verify', 'fold'] as const;

export const largeLogs: FaultFamily = {
  title: 'Large logs',
  about:
    `A process whose heap V8 holds to ${HEAP_MB} MB (\`--max-old-space-size\`) goes through the log, and ends it if it needs more; ` +
    `its buffers take ${BUFFERS_MB} MB at most. Every line is seen. A reader that keeps the lines shows that such a heap is too small ` +
    'for them. Resident memory is told, not judged: it depends on how soon V8 collects what nobody holds.',
  async run(run) {
    const scale = run.isShort ? 0.1 : 1;
    return [
      ...readLarge(run, `one file of ${600 * scale} MB`, 600 * MB * scale, 1),
      ...readLarge(run, `a log of ${1000 * scale} MB in segments of 8 MB`, 1000 * MB * scale, Math.round(125 * scale)),
    ];
  },
};

function readLarge(run: FaultRun, what: string, bytes: number, files: number): Finding[] {
  const { directory, lines } = writeLog(run, bytes, files);
  const amount = `${lines.toLocaleString('en-US')} lines`;
  const findings = OPERATIONS.map((operation) => {
    const seen = measure(operation, directory);
    if (seen === undefined) return judge(`\`${operation}\`, ${what}`, amount, {}, { 'ended before it was through': 1 });
    return judge(
      `\`${operation}\`, ${what}`,
      amount,
      { 'MB of buffers': seen.buffersMb, 'MB resident': seen.residentMb, seconds: seen.seconds },
      {
        'lines not seen': lines - seen.lines,
        'buffers too large': Number(seen.buffersMb > BUFFERS_MB),
        'ended before it was through': 0,
        ...(operation === 'fold' ? { 'bytes read by a second fold': seen.bytesAgain } : {}),
      },
    );
  });
  const survived = Number(measure('keep', directory) !== undefined);
  run.remove(directory);
  return [...findings, judge(`a reader that keeps the lines, ${what}`, amount, {}, { survived })];
}

/** Writes a log without the store: lines of about 400 B, a day a file. */
function writeLog(run: FaultRun, bytes: number, files: number): { readonly directory: string; readonly lines: number } {
  const directory = join(run.folder(), 'log');
  mkdirSync(directory, { mode: 0o700 });
  let lines = 0;
  for (let file = 0; file < files; file += 1) {
    const day = new Date(Date.UTC(2026, 0, 1 + file)).toISOString().slice(0, 10);
    const isLive = file === files - 1;
    const name = isLive ? 'events.jsonl' : `events-${day}T12-00-00.000Z-${file.toString(16).padStart(8, '0')}.jsonl`;
    const line = `\n${JSON.stringify({ timestamp: `${day}T12:00:00.000Z`, event: 'test.made', payload: { pad: 'p'.repeat(330) } })}\n`;
    const block = Buffer.from(line.repeat(2000));
    const fd = openSync(join(directory, name), 'wx', 0o600);
    for (let written = 0; written < bytes / files; written += block.length) {
      writeSync(fd, block);
      lines += 2000;
    }
    closeSync(fd);
  }
  return { directory, lines };
}

interface Measured {
  readonly lines: number;
  readonly buffersMb: number;
  readonly residentMb: number;
  readonly seconds: number;
  readonly bytesAgain: number;
}

/** What a process saw; `undefined` when its heap was too small. @throws Error when it ended by anything else. */
function measure(operation: string, directory: string): Measured | undefined {
  const child = join(import.meta.dirname, 'memory-child.ts');
  // Out of memory V8 aborts, which need not leave a core behind.
  const { stdout, stderr, status } = spawnSync(
    'bash',
    [
      '-c',
      'ulimit -c 0; exec "$@"',
      'bash',
      process.execPath,
      `--max-old-space-size=${HEAP_MB}`,
      child,
      operation,
      directory,
    ],
    { encoding: 'utf8', timeout: 600_000 },
  );
  if (status === 0) return JSON.parse(stdout) as Measured;
  if (stderr.includes('JavaScript heap out of memory')) return undefined;
  throw new Error(`${operation} ended with ${status}: ${stderr}`);
}
