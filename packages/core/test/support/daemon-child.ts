/** A program that records an event each millisecond until its standard input ends, then closes telemetry, says what it was, and ends by itself. */
import { loadTelemetry } from '../../src/index.ts';
import { ticked } from './daemon-event.ts';

const telemetry = await loadTelemetry({ app: 'my-agent', events: [ticked] });
let n = 0;
const ticking = setInterval(() => {
  telemetry.track(ticked, { n });
  n += 1;
  process.stdout.write(`${n}\n`);
}, 1);
process.stdin.resume().once('end', async () => {
  clearInterval(ticking);
  await telemetry.close();
  process.stdout.write(`${JSON.stringify({ enabled: telemetry.enabled })}\n`);
});
