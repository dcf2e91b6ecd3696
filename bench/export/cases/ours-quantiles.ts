/** Quantiles by ours. */

import { quantiles } from '@telemetry/aggregation';
import type { RecordedEvent } from '@telemetry/schema';
import { measureSketch, WANTED } from './measure-sketch.ts';

const metric = quantiles(
  { read: (event) => event as unknown as number },
  Object.fromEntries(WANTED.map((share) => [`p${share}`, share])),
);

measureSketch({
  empty: metric.empty,
  // The metric reads its number out of an event; here the event is the number, so that reading costs nothing on either side.
  add: (sketch, value) => metric.add(sketch, value as unknown as RecordedEvent),
  merge: metric.merge,
  quantileOf: (sketch, share) => metric.finish(sketch)[`p${share}`] ?? Number.NaN,
});
