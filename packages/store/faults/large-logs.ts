/** Memory over logs of a size that no default allows: peaks of processes of their own, over a small log and a large one. */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { FaultFamily, FaultRun, Finding } from './fault-run.ts';
import { judge } from './fault-run.ts';

const MB = 1_000_000;
/** What the peak may be higher over the large log: garbage that was not collected yet, not lines that were kept. */
const SLACK_MB = 32;
/**
 * Left to itself V8's young generation grows with the time a program runs, up to about 100 MB, whatever is kept; and on a busy
 * machine its helper threads come too late.
 */
const COLLECTION = ['--max-semi-space-size=2', '--single-threaded-gc'];
const OPERATIONS = ['read', 'follow', 'verify', 'fold'] as const;

export const largeLogs: FaultFamily = {
  title: 'Large logs',
  about:
    'A process of its own reads the log; its peak of resident memory over the large log may be higher than over the small one, of a tenth, by ' +
    `${SLACK_MB} MB of garbage at most. V8 is held to a small young generation (\`${COLLECTION.join(' ')}\`), since by itself it grows ` +
    'with time up to about 100 MB, whatever a program keeps. Every line is seen.',
  async run(run) {
    const scale = run.isShort ? 0.2 : 1;
    return [
      ...compare(run, 'one file of 600 MB', 600 * MB * scale, 1),
      ...compare(run, 'a log of 1 GB in segments of 8 MB', 1000 * MB * scale, Math.round(125 * scale)),
    ].map((finding) =>
      run.isShort ? { ...finding, what: `${finding.what} (a fifth of it, beside a tenth)` } : finding,
    );
  },
};

function compare(run: FaultRun, what: string, bytes: number, files: number): Finding[] {
  const share = run.isShort ? 2 : 10;
  const small = writeLog(run, bytes / share, Math.max(1, Math.round(files / share)));
  const large = writeLog(run, bytes, files);
  const findings = OPERATIONS.map((operation) => {
    const before = measure(operation, small.directory);
    const after = measure(operation, large.directory);
    return judge(
      `\`${operation}\`, ${what}`,
      `${large.lines.toLocaleString('en-US')} lines`,
      { 'peak over the small one in MB': before.peakMb, 'peak in MB': after.peakMb, seconds: after.seconds },
      {
        'lines not seen': small.lines + large.lines - before.lines - after.lines,
        'not flat': Number(after.peakMb > before.peakMb + SLACK_MB),
        ...(operation === 'fold' ? { 'bytes read by a second fold': after.bytesAgain } : {}),
      },
    );
  });
  run.remove(small.directory);
  run.remove(large.directory);
  return findings;
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
  readonly peakMb: number;
  readonly seconds: number;
  readonly bytesAgain: number;
}

function measure(operation: string, directory: string): Measured {
  const child = join(import.meta.dirname, 'memory-child.ts');
  const { stdout, stderr, status } = spawnSync(process.execPath, [...COLLECTION, child, operation, directory], {
    encoding: 'utf8',
    timeout: 600_000,
  });
  if (status !== 0) throw new Error(`${operation} ended with ${status}: ${stderr}`);
  return JSON.parse(stdout) as Measured;
}
