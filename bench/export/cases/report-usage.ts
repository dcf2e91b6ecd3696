/** Preloaded into a process: when it exits, writes what it has used into the file that BENCH_USAGE names. */

import { writeFileSync } from 'node:fs';

process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const used = { cpu_ms: (userCPUTime + systemCPUTime) / 1_000, peak_bytes: maxRSS * 1_024 };
  writeFileSync(process.env['BENCH_USAGE'] ?? '', JSON.stringify(used));
});
