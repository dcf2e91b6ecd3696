/** `telemetry export` as one call of the library, timed inside the process: its own modules are loaded within the time, Node's start is not. */

import { answer, startClock } from '../../recording/cases/surroundings.ts';

const clock = startClock();
const { createProcessIo, runTelemetry } = await import('@telemetry/cli');
let printed = '';
const io = {
  ...createProcessIo(),
  stdout: {
    isTerminal: false,
    write: async (text: string) => {
      printed += text;
    },
  },
};
const code = await runTelemetry(['export', '--format', 'json'], {}, io);
const { wallNs, cpuNs } = clock();
const { events_considered: events } = JSON.parse(printed) as { readonly events_considered: number };
if (code !== 0 || String(events) !== process.env['BENCH_EVENTS']) throw new Error(`${events} events, code ${code}`);
answer({ wall: wallNs, cpu: cpuNs });
