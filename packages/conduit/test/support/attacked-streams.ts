/**
 * Random installations for the attacker: events, release folders that take windows in turn, and what is published of them: by the
 * conduit itself, or by a copy of its rules of which one is left out.
 */

import { advanceStream, emptyStream, type Stream } from '../../src/advance-stream.ts';
import { withDefaults } from '../../src/bounds.ts';
import type { Partition } from '../../src/partition.ts';
import { createWindowCounter } from '../../src/window-counter.ts';
import type { Exposure, Figure } from './attacker.ts';
import { APP, eventOf, settingsOf } from './samples.ts';

/** The rules that keep groups below k from being told. */
export const RULES = [
  'bucketFloor',
  'remainder',
  'windowFloor',
  'disjointWindows',
  'onePartition',
  'oneFloor',
] as const;

/** One of the rules. */
export type Rule = (typeof RULES)[number];

/** An installation: the bucket of each event in the order of ticks, and who takes which ticks. */
export interface Installation {
  readonly k: number;
  /** Per event a bucket, as a position in `BUCKETS`. */
  readonly events: readonly number[];
  readonly windowTicks: number;
}

/** Whether the windows of the conduit and of the copy tell the same: the copy must be right to say something by its lack. */
export interface Published {
  readonly exposure: Exposure;
  readonly figures: string;
}

/** `map bucket`. Events of `reasons` are of one type, which `types` would count again, were the maps no partition. */
const BUCKETS = [
  'types a',
  'types b',
  'types c',
  'types d',
  'reasons a',
  'reasons b',
  'reasons c',
  'denials a',
  'denials b',
];
const MAPS = ['denials', 'reasons', 'types'];

/** Makes an installation of random numbers from 0 to 1. */
export function createInstallation(random: () => number): Installation {
  const whole = (least: number, most: number): number => least + Math.floor(random() * (most - least + 1));
  const k = whole(5, 12);
  const weights = BUCKETS.map(() => random() ** 4 + 0.002);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const pick = (): number => {
    let left = random() * total;
    for (const [bucket, weight] of weights.entries()) {
      left -= weight;
      if (left <= 0) return bucket;
    }
    return 0;
  };
  return { k, events: Array.from({ length: whole(20, 300) }, pick), windowTicks: whole(4, 80) };
}

/** What the conduit publishes: two release folders that take turns, the second of which is closed. */
export function publish(installation: Installation, random: () => number): Published {
  const { k, events, windowTicks } = installation;
  const partition: Partition = { maps: MAPS, bucketOf: ({ event }) => bucketOf(Number(event)) };
  const settings = settingsOf({ bounds: withDefaults({ ttlSeconds: 604_800 }) });
  const streams: Stream[] = [emptyStream(k, windowTicks), emptyStream(k, windowTicks)];
  let tick = 0;
  for (let round = 0; round < 6; round += 1) {
    const at = round === 5 ? 1 : Math.floor(random() * 2);
    const upTo = round === 5 ? events.length : Math.floor(random() * (events.length + 1));
    const counter = createWindowCounter({ partition, windowTicks, tick, recentMarks: [], mark: (id) => id });
    const closed = events
      .slice(tick, Math.max(tick, upTo))
      .flatMap((bucket, index) => counter.add(eventOf(String(bucket), {}, String(tick + index))) ?? []);
    const last = round === 5 ? counter.closeEarly() : undefined;
    const all = last === undefined ? closed : [...closed, last];
    streams[at] = advanceStream(streams[at] ?? emptyStream(k, windowTicks), all, { ...settings, app: APP });
    tick = counter.closedTick;
  }
  const told = streams.flatMap(({ chunks }) =>
    chunks.map(({ windowStartTick, windowEndTick, payload }) => ({
      start: windowStartTick,
      end: windowEndTick,
      buckets: Object.entries(payload.aggregates).flatMap(([map, counts]) =>
        Object.keys(counts).map((name) => `${map} ${name}`),
      ),
    })),
  );
  return expose(
    installation,
    told.sort((a, b) => a.start - b.start),
  );
}

/** What a copy of the rules publishes, with one of them left out. */
export function publishWithout(installation: Installation, missing: Rule | undefined, random: () => number): Published {
  const { k, events, windowTicks } = installation;
  const step =
    missing === 'disjointWindows' ? Math.max(1, Math.min(k - 1, Math.floor(random() * windowTicks))) : windowTicks;
  const told: Told[] = [];
  for (let start = 1; start <= events.length; start += step) {
    const end = Math.min(start + windowTicks - 1, events.length);
    // A few that overlap say enough; thousands would take the attacker minutes.
    if (missing === 'disjointWindows' && told.length >= MAX_OVERLAPPING) break;
    if (end - start + 1 < k && missing !== 'windowFloor') continue;
    const inside = events.slice(start - 1, end);
    told.push({ start, end, buckets: tellBuckets(inside, k, missing) });
    // The same window once more, for somebody who was promised twice the floor.
    if (missing === 'oneFloor') told.push({ start, end, buckets: tellBuckets(inside, 2 * k, missing) });
  }
  return expose(missing === 'oneFloor' ? { ...installation, k: 2 * k } : installation, told);
}

/** Windows of an installation whose windows overlap. */
const MAX_OVERLAPPING = 12;

interface Told {
  readonly start: number;
  readonly end: number;
  /** Names of buckets whose counts are told. */
  readonly buckets: readonly string[];
}

/** The name of the type that all `reasons` are of, were they counted by type as well. */
const TYPE_OF_REASONS = 'types of reasons';

function tellBuckets(inside: readonly number[], k: number, missing: Rule | undefined): readonly string[] {
  const counts = BUCKETS.map((name, bucket) => ({ name, count: inside.filter((one) => one === bucket).length }));
  if (missing === 'onePartition') {
    const reasons = counts.filter(({ name }) => name.startsWith('reasons')).reduce((sum, { count }) => sum + count, 0);
    counts.push({ name: TYPE_OF_REASONS, count: reasons });
  }
  const kept = counts.filter(({ count }) => count > 0 && (count >= k || missing === 'bucketFloor'));
  const smallestFirst = [...kept].sort((a, b) => a.count - b.count || (a.name < b.name ? -1 : 1));
  let left =
    inside.length - kept.filter(({ name }) => name !== TYPE_OF_REASONS).reduce((sum, { count }) => sum + count, 0);
  const given = new Set<string>();
  while (missing !== 'remainder' && left > 0 && left < k && smallestFirst.length > given.size) {
    const next = smallestFirst[given.size];
    if (next === undefined) break;
    given.add(next.name);
    if (next.name !== TYPE_OF_REASONS) left += next.count;
  }
  return kept.map(({ name }) => name).filter((name) => !given.has(name));
}

/** Cuts the ticks at every border of a window; what lies between two borders, in one bucket, no figure divides. */
function expose({ k, events }: Installation, told: readonly Told[]): Published {
  const borders = [...new Set([1, events.length + 1, ...told.flatMap(({ start, end }) => [start, end + 1])])].sort(
    (a, b) => a - b,
  );
  const atom = (segment: number, bucket: number): number => segment * BUCKETS.length + bucket;
  const sizes = new Array<number>((borders.length - 1) * BUCKETS.length).fill(0);
  borders.slice(0, -1).forEach((from, segment) => {
    for (const bucket of events.slice(from - 1, (borders[segment + 1] ?? from) - 1)) {
      sizes[atom(segment, bucket)] = (sizes[atom(segment, bucket)] ?? 0) + 1;
    }
  });
  const atomsOf = ({ start, end }: Told, isIn: (name: string) => boolean): readonly number[] =>
    borders
      .slice(0, -1)
      .flatMap((from, segment) =>
        from >= start && from <= end
          ? BUCKETS.flatMap((name, bucket) => (isIn(name) ? [atom(segment, bucket)] : []))
          : [],
      );
  const figures: Figure[] = [];
  const wanted: (readonly number[])[] = sizes.map((_, at) => [at]);
  const shown: string[] = [];
  for (const window of told) {
    figures.push({ set: atomsOf(window, () => true) });
    for (const bucket of window.buckets) {
      figures.push({
        set: atomsOf(window, (name) => (bucket === TYPE_OF_REASONS ? name.startsWith('reasons') : name === bucket)),
      });
    }
    // A window's buckets each, what was not told of it together, and each map of it.
    for (const bucket of BUCKETS) wanted.push(atomsOf(window, (name) => name === bucket));
    wanted.push(atomsOf(window, (name) => !window.buckets.includes(name)));
    for (const map of MAPS) wanted.push(atomsOf(window, (name) => name.startsWith(map)));
    shown.push(`${window.start}-${window.end}: ${[...window.buckets].sort().join(', ')}`);
  }
  return { exposure: { sizes, figures, wanted, k }, figures: shown.join('\n') };
}

function bucketOf(index: number): { readonly map: string; readonly bucket: string } {
  const [map = '', bucket = ''] = (BUCKETS[index] ?? '').split(' ');
  return { map, bucket };
}
