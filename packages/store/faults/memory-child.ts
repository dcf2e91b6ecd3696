/** Goes through a log once and prints how many lines it saw and its peak of resident memory. Usage: `node memory-child.ts read|follow|verify|fold <folder>`. */
import { performance } from 'node:perf_hooks';
import { foldLog, followLog, listLogFiles, readLog, verifyLog } from '../src/index.ts';

const [operation, directory = ''] = process.argv.slice(2);
const COUNT = {
  digest: 'fedcba9876543210',
  empty: () => 0,
  add: (count: number) => count + 1,
  merge: (a: number, b: number) => a + b,
  encode: String,
  decode: Number,
};

async function count(): Promise<number> {
  let lines = 0;
  if (operation === 'read') for await (const _line of readLog({ directory })) lines += 1;
  else if (operation === 'follow') {
    // Ends with the last line of the live file, since nothing more comes.
    const live = listLogFiles({ directory }).find(({ sealed }) => !sealed);
    for await (const { line, file, offset } of followLog({ directory, start: 'start' })) {
      lines += 1;
      if (file === live?.name && offset + line.length + 1 >= Number(live.facts.size)) break;
    }
  } else if (operation === 'verify') lines = verifyLog({ directory }).events;
  else lines = (await foldLog({ directory }, COUNT)).state;
  return lines;
}

const lines = await count();
const seconds = Math.round(performance.now() / 100) / 10;
const bytesAgain = operation === 'fold' ? (await foldLog({ directory }, COUNT)).bytesRead : 0;
// In KiB.
const peakMb = Math.round((process.resourceUsage().maxRSS * 1024) / 1_000_000);
console.log(JSON.stringify({ lines, peakMb, seconds, bytesAgain }));
