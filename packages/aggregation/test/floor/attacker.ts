/**
 * The attacker on a summary with a floor. To him a figure is a sum over all kinds of events that could be, known or not: what he can
 * work out is the span of the figures that he was told. Events that did not occur stand in for all that could have, so that he
 * cannot be right by chance. Shares no code with what it attacks but the form of states.
 */

import type { RecordedEvent } from '@telemetry/schema';
import { summaryMetrics } from '../../src/summary/summary-metrics.ts';
import { createSolver } from '../suppress/linear-solver.ts';

/** Counts of a state by where they stand. */
export type Counts = ReadonlyMap<string, number>;

const metrics = summaryMetrics();

/** The encoded state of some events. */
export function encodedOf(events: readonly RecordedEvent[]): { [metric: string]: unknown } {
  const state = events.reduce((so, event) => metrics.window.add(so, event), metrics.window.empty());
  return metrics.window.encode(state) as { [metric: string]: unknown };
}

/** Every count that stands in an encoded state or can be read off a figure: both sides of a rate, how many values a mean has. */
export function countsOf(encoded: unknown): Counts {
  const counts = new Map<string, number>();
  const walk = (path: string, value: unknown): void => {
    if (typeof value === 'number') counts.set(path, value);
    else if (Array.isArray(value)) {
      const [first, second] = value as unknown[];
      if (value.length !== 2 || typeof first !== 'number') return;
      if (typeof second === 'string') counts.set(`${path} n`, first);
      else if (typeof second === 'number' && /rate$/.test(path)) {
        counts.set(`${path} yes`, first);
        counts.set(`${path} no`, second - first);
        counts.set(`${path} said`, second);
      }
    } else if (typeof value === 'object' && value !== null) {
      const { keys } = value as { keys?: [string, unknown][] };
      if (Array.isArray(keys)) for (const [key, inner] of keys) walk(`${path} [${key}]`, inner);
      else for (const [key, inner] of Object.entries(value)) walk(`${path} .${key}`, inner);
    }
  };
  for (const [metric, value] of Object.entries(encoded as object)) if (metric !== 'runs') walk(metric, value);
  return counts;
}

/** Tells whether by its meaning a figure counts all that another counts; that it happens to is nothing that he can know. */
function mustHold(whole: string, part: string): boolean {
  if (/^(?:events_considered|events_by_type)/.test(whole)) return true;
  if (whole === 'completions_total') return /^(?:completions|top_quests|xp|timebox|observed)/.test(part);
  if (whole.startsWith('events_by_actor_kind')) return part === whole.replace('events', 'completions');
  if (whole.endsWith(' said')) return part.startsWith(whole.slice(0, -' said'.length));
  if (/ \.(?:uses|runs|count)$/.test(whole)) return part.startsWith(whole.slice(0, whole.lastIndexOf(' .')));
  return /^(?:plans|feedback)/.test(whole) && part.slice(0, 5) === whole.slice(0, 5);
}

/** Figures by the map that they are the keys of. */
function mapsOf(paths: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const maps = new Map<string, string[]>();
  for (const path of paths) {
    const [, map] = /^(.*) \[[^\]]*\]$/.exec(path) ?? [];
    if (map !== undefined) maps.set(map, [...(maps.get(map) ?? []), path]);
  }
  return maps;
}

/** The groups from 1 to k-1 that can be worked out of what was told of a day, by name. */
export function recovered(told: Counts, day: readonly RecordedEvent[], others: readonly RecordedEvent[], k: number) {
  const single = [...day, ...others].map((event) => countsOf(encodedOf([event])));
  const truth = countsOf(encodedOf(day));
  const vectorOf = (path: string) => single.map((counts) => counts.get(path) ?? 0);
  const vectors = new Map([...truth.keys()].map((path) => [path, vectorOf(path)]));
  const shown = [...told].filter(([, count]) => count > 0).map(([path]) => vectors.get(path) ?? vectorOf(path));
  const canTell = createSolver(shown);
  const targets = new Map<string, { readonly name: string; readonly vector: readonly number[] }>();
  const aim = (name: string, size: number, vector: readonly number[]): void => {
    if (size > 0 && size < k) targets.set(vector.join(''), { name, vector });
  };
  for (const [path, vector] of vectors) aim(path, truth.get(path) ?? 0, vector);
  for (const [whole, held] of vectors) {
    for (const [part, inner] of vectors) {
      const size = (truth.get(whole) ?? 0) - (truth.get(part) ?? 0);
      if (size <= 0 || size >= k || !mustHold(whole, part)) continue;
      if (inner.some((value, at) => value > (held[at] ?? 0))) continue;
      aim(
        `${whole} without ${part}`,
        size,
        held.map((value, at) => value - (inner[at] ?? 0)),
      );
    }
  }
  for (const [whole, held] of vectors) {
    for (const [map, parts] of mapsOf([...vectors.keys()].filter((part) => mustHold(whole, part)))) {
      const rest = held.map((value, at) => parts.reduce((so, part) => so - (vectors.get(part)?.[at] ?? 0), value));
      if (rest.some((value) => value < 0)) continue;
      aim(
        `${whole} in none of ${map}`,
        parts.reduce((so, part) => so - (truth.get(part) ?? 0), truth.get(whole) ?? 0),
        rest,
      );
    }
  }
  return [...targets.values()].filter(({ vector }) => canTell(vector)).map(({ name }) => name);
}
