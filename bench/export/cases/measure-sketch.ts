/** Times a sketch of quantiles: a million durations put in, a thousand sketches merged; and how far its quantiles lie from the true ones. */

import { answer, IS_QUICK, startClock } from '../../recording/cases/surroundings.ts';

/** The quantiles that are asked for. */
export const WANTED = [0.01, 0.25, 0.5, 0.75, 0.95, 0.99, 0.999] as const;

const VALUES = IS_QUICK ? 20_000 : 1_000_000;
const SKETCHES = IS_QUICK ? 50 : 1_000;
/** Times that everything is done before it is timed. */
const WARM_UPS = IS_QUICK ? 0 : 2;

/** The side that is measured. */
export interface SketchKind<Sketch> {
  empty(): Sketch;
  add(sketch: Sketch, value: number): Sketch;
  merge(into: Sketch, from: Sketch): Sketch;
  quantileOf(sketch: Sketch, share: number): number;
}

/** Answers nanoseconds a value, nanoseconds a merge, and the greatest relative error in per cent; and a nothing to hold that against. */
export function measureSketch<Sketch>(kind: SketchKind<Sketch>): void {
  const values = durations();
  for (let turn = 0; turn < WARM_UPS; turn += 1) run(kind, values);
  const { insertNs, mergeNs, merged } = run(kind, values);
  const sorted = Float64Array.from(values).sort();
  const errors = WANTED.map((share) => {
    const exact = sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
    return Math.abs(kind.quantileOf(merged, share) / exact - 1);
  });
  answer({ nothing: 0, insert: insertNs / VALUES, merge: mergeNs / SKETCHES, error: Math.max(...errors) * 100 });
}

function run<Sketch>(kind: SketchKind<Sketch>, values: Float64Array) {
  const size = VALUES / SKETCHES;
  const sketches: Sketch[] = [];
  const insert = startClock();
  for (let from = 0; from < VALUES; from += size) {
    let sketch = kind.empty();
    for (let at = from; at < from + size; at += 1) sketch = kind.add(sketch, values[at] ?? 0);
    sketches.push(sketch);
  }
  const { cpuNs: insertNs } = insert();
  const merge = startClock();
  let merged = kind.empty();
  for (const sketch of sketches) merged = kind.merge(merged, sketch);
  const { cpuNs: mergeNs } = merge();
  return { insertNs, mergeNs, merged };
}

/** Log-normal durations in milliseconds, to the microsecond; the same for every side. */
function durations(): Float64Array {
  let state = 20_261_121;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 1) / 4_294_967_297;
  };
  return Float64Array.from({ length: VALUES }, () => {
    const normal = Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
    return Math.round(400_000 * Math.exp(1.2 * normal)) / 1_000;
  });
}
