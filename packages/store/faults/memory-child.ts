/**
 * Goes through a log once, in the heap that its command line gives it, and prints how many lines it saw and the most memory
 * that buffers took beside it. `keep` is a reader that keeps all lines, which no small heap lets live.
 * Usage: `node --max-old-space-size=… memory-child.ts read|follow|verify|fold|keep <folder>`.
 */
import { foldLog, followLog, listLogFiles, readLog, verifyLog } from '../src/index.ts';

const [operation = '', directory = ''] = process.argv.slice(2);
/** Lines between two looks at the memory. */
const LOOK_EVERY = 1000;
let seen = 0;
let peakBuffers = 0;

/** Every line comes by here once. */
function parse(line: string): Record<string, unknown> {
  if (seen % LOOK_EVERY === 0) peakBuffers = Math.max(peakBuffers, process.memoryUsage().arrayBuffers);
  seen += 1;
  return JSON.parse(line) as Record<string, unknown>;
}

const COUNT = {
  digest: 'fedcba9876543210',
  empty: () => 0,
  add: (count: number) => count + 1,
  merge: (a: number, b: number) => a + b,
  encode: String,
  decode: Number,
};

const operations: Readonly<Record<string, () => Promise<number>>> = {
  read: async () => {
    let lines = 0;
    for await (const _line of readLog({ directory, parse })) lines += 1;
    return lines;
  },
  follow: async () => {
    // Ends with the last line of the live file, since nothing more comes.
    const live = listLogFiles({ directory }).find(({ sealed }) => !sealed);
    let lines = 0;
    for await (const { line, file, offset } of followLog({ directory, start: 'start', parse })) {
      lines += 1;
      if (file === live?.name && offset + line.length + 1 >= Number(live.facts.size)) break;
    }
    return lines;
  },
  verify: async () => verifyLog({ directory, parse }).events,
  fold: async () => (await foldLog({ directory, parse }, COUNT)).state,
  keep: async () => {
    const kept: unknown[] = [];
    for await (const line of readLog({ directory, parse })) kept.push(line);
    return kept.length;
  },
};

const lines = (await operations[operation]?.()) ?? -1;
const seconds = Math.round(process.uptime() * 10) / 10;
const bytesAgain = operation === 'fold' ? (await foldLog({ directory, parse }, COUNT)).bytesRead : 0;
// In KiB.
const residentMb = Math.round((process.resourceUsage().maxRSS * 1024) / 1e6);
console.log(JSON.stringify({ lines, buffersMb: Math.round(peakBuffers / 1e4) / 100, residentMb, seconds, bytesAgain }));
