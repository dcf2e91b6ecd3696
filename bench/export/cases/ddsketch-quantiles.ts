/** Quantiles by DDSketch, at the accuracy that it has by default: 1 %. */

import { measureSketch } from './measure-sketch.ts';

/** What is used of `@datadog/sketches-js`, which only the folder of the bench has installed. */
interface DDSketch {
  accept(value: number): void;
  merge(other: DDSketch): void;
  getValueAtQuantile(share: number): number;
}

const MODULE: string = '@datadog/sketches-js';
const imported = (await import(MODULE)) as { readonly DDSketch: new () => DDSketch };

measureSketch<DDSketch>({
  empty: () => new imported.DDSketch(),
  add: (sketch, value) => {
    sketch.accept(value);
    return sketch;
  },
  merge: (into, from) => {
    into.merge(from);
    return into;
  },
  quantileOf: (sketch, share) => sketch.getValueAtQuantile(share),
});
