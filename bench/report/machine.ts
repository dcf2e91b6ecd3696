/** What the figures were measured on. */

import { execFileSync } from 'node:child_process';
import { cpus, loadavg, release, totalmem, type } from 'node:os';

/** The machine as one sentence, and its load right now. */
export function describeMachine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown CPU';
  const gigabytes = Math.round(totalmem() / 1_073_741_824);
  return `${cpus().length} × ${model}, ${gigabytes} GiB, ${type()} ${release()}, Node ${process.versions.node}`;
}

/** The load averages of 1, 5 and 15 minutes. */
export function describeLoad(): string {
  return loadavg()
    .map((load) => load.toFixed(1))
    .join(', ');
}

/** The kind of file system that a folder is on. */
export function describeFileSystem(folder: string): string {
  return execFileSync('stat', ['-f', '-c', '%T', folder], { encoding: 'utf8' }).trim();
}
