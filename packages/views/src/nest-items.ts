/**
 * Finds out what happened within what: nothing in the log says it, but times do. An item lies in the innermost span that holds
 * it, one of the same actor before one of another. Clocks of processes on one machine agree to a millisecond; where they do not,
 * an item stands beside what it belongs to, and none is lost.
 */

import { byBeginning, type Item, lengthOf } from './pair-spans.ts';
import type { NodeKind, TimelineNode } from './timeline-node.ts';

/** Timestamps are cut to milliseconds, durations are not. */
const SLACK_MS = 1;

/** Items come in order of whole milliseconds, containers by their beginning: what may be held is looked for within both. */
const SWEEP_MS = 3;

/** Spans that are looked through for one item, the latest first: more work than this at a time stands side by side. Bounds the time. */
const MAX_ACTIVE = 256;

/** Levels below a cycle: more cannot be told apart by eye. */
const MAX_DEPTH = 24;

/** What may hold what: a kind lies in kinds of a smaller rank. What has none holds nothing. */
const RANKS: { readonly [K in NodeKind]?: number } = { agent: 1, cycle: 2, step: 3, skill: 4, work: 4, command: 5 };

/** Kinds that are told apart from the work that led to them: they stand in an agent, or directly in a cycle; the others never in an agent of a cycle. */
const APART: ReadonlySet<NodeKind> = new Set<NodeKind>(['plan', 'review']);
const ABOVE: ReadonlySet<NodeKind> = new Set<NodeKind>(['decision', 'quest', 'proof', 'cycle']);

/** A node that is still being filled. */
export type Draft = Omit<TimelineNode, 'children'> & { readonly children: Draft[] };

/** An item, with what is known to lie in it. */
interface Placed {
  readonly item: Item;
  readonly draft: Draft;
}

/** Nests items of one cycle, or of none. `filled` are items that come with children: cycles. */
export function nestItems(items: readonly Item[], filled: ReadonlyMap<Item, readonly Draft[]>): readonly Draft[] {
  const placed = items
    .map((item) => ({ item, draft: { ...draftOf(item), children: [...(filled.get(item) ?? [])] } }))
    .sort((a, b) => Math.floor(a.item.startMs) - Math.floor(b.item.startMs) || a.item.first - b.item.first);
  const containers = withEnds(placed.filter(({ item }) => holdsOthers(item)));
  // What spans lie in comes first: it tells where milliseconds are too coarse.
  const above = new Map<Item, Container>();
  const isContainer = new Set(containers.map(({ placed: { item } }) => item));
  findAbove(
    placed.filter(({ item }) => isContainer.has(item)),
    containers,
    above,
  );
  findAbove(
    placed.filter(({ item }) => !isContainer.has(item)),
    containers,
    above,
  );
  const top: Draft[] = [];
  const hostOf = createHosts(above);
  for (const { item, draft } of placed) (hostOf(item)?.placed.draft.children ?? top).push(draft);
  return top;
}

/** Says where an item goes: into what holds it, or beside that where the tree is deep enough. */
function createHosts(above: ReadonlyMap<Item, Container>): (item: Item) => Container | undefined {
  const known = new Map<Item, { readonly depth: number; readonly host: Container | undefined }>();
  return (item) => {
    const path: Item[] = [];
    let at: Item | undefined = item;
    while (at !== undefined && !known.has(at)) {
      path.push(at);
      at = above.get(at)?.placed.item;
    }
    for (const one of path.reverse()) {
      const container = above.get(one);
      const outer = container === undefined ? undefined : known.get(container.placed.item);
      if (outer === undefined) known.set(one, { depth: 0, host: undefined });
      else if (outer.depth < MAX_DEPTH) known.set(one, { depth: outer.depth + 1, host: container });
      else known.set(one, outer);
    }
    return known.get(item)?.host;
  };
}

/** Finds for each item the nearest container; one sweep over time, however many there are. */
function findAbove(placed: readonly Placed[], containers: readonly Container[], above: Map<Item, Container>): void {
  const found = new Map<Item, Container>();
  let active: Container[] = [];
  let next = 0;
  for (const { item } of placed) {
    for (; (containers[next]?.startMs ?? Number.POSITIVE_INFINITY) <= item.startMs + SWEEP_MS; next += 1) {
      const container = containers[next];
      if (container !== undefined) active.push(container);
    }
    active = active.filter(({ untilMs }) => untilMs >= item.startMs - SWEEP_MS).slice(-MAX_ACTIVE);
    const best = active
      .filter((container) => holds(container, item))
      .reduce<Container | undefined>(
        (so, one) => (so === undefined || isNearer(one, so, item, above) ? one : so),
        undefined,
      );
    if (best !== undefined) found.set(item, best);
  }
  for (const [item, container] of found) above.set(item, container);
}

interface Container {
  readonly placed: Placed;
  readonly startMs: number;
  readonly untilMs: number;
}

/** What is unfinished lasts until its actor begins something of the same kind. */
function withEnds(placed: readonly Placed[]): readonly Container[] {
  const nextOf = new Map<string, number>();
  return placed
    .toSorted((a, b) => byBeginning(b.item, a.item))
    .map((one) => {
      const { kind, actor, startMs, endMs } = one.item;
      const key = JSON.stringify([kind, actor]);
      const untilMs = endMs ?? nextOf.get(key) ?? Number.POSITIVE_INFINITY;
      nextOf.set(key, startMs);
      return { placed: one, startMs, untilMs };
    })
    .reverse();
}

function holdsOthers({ kind, endMs, durationMs }: Item): boolean {
  return RANKS[kind] !== undefined && kind !== 'command' && (endMs === null || durationMs !== null || kind === 'cycle');
}

function holds({ placed, startMs, untilMs }: Container, item: Item): boolean {
  const outer = placed.item;
  if (outer === item || (ABOVE.has(item.kind) && item.cycle !== 0)) return false;
  if ((ABOVE.has(item.kind) || APART.has(item.kind)) && outer.kind !== 'agent') return false;
  const endMs = item.endMs ?? item.startMs;
  if (item.startMs < startMs - SLACK_MS || endMs > untilMs + SLACK_MS) return false;
  const outerRank = RANKS[outer.kind] ?? Number.POSITIVE_INFINITY;
  const rank = RANKS[item.kind] ?? Number.POSITIVE_INFINITY;
  if (outerRank !== rank) return outerRank < rank;
  // Agents have agents work for them: the shorter lies in the longer.
  return outer.kind === 'agent' && outer.actor !== item.actor && byBeginning(outer, item) < 0;
}

function isNearer(container: Container, best: Container, item: Item, above: ReadonlyMap<Item, Container>): boolean {
  const [own, bests] = [container.placed.item, best.placed.item];
  const [isSame, wasSame] = [own.actor === item.actor, bests.actor === item.actor];
  if (isSame !== wasSame) return isSame;
  const [isWithin, wasWithin] = [isInOrder(own, item, above), isInOrder(bests, item, above)];
  if (isWithin !== wasWithin) return isWithin;
  const [rank, bestRank] = [RANKS[own.kind] ?? 0, RANKS[bests.kind] ?? 0];
  if (rank !== bestRank) return rank > bestRank;
  return lengthOf(own) < lengthOf(bests) || (lengthOf(own) === lengthOf(bests) && byBeginning(bests, own) < 0);
}

/**
 * Where milliseconds are too coarse, the order of writing decides: what lies within was written before the end, and after the
 * beginning if that was written; and so for whatever the container lies in.
 */
function isInOrder(outer: Item, item: Item, above: ReadonlyMap<Item, Container>): boolean {
  const isWithin = item.last < outer.last && (outer.first === outer.last || item.first > outer.first);
  const next = above.get(outer)?.placed.item;
  return isWithin && (next === undefined || isInOrder(next, item, above));
}

function draftOf({ kind, title, detail, status, startMs, durationMs, actor, events }: Item): Draft {
  return { kind, title, detail, status, startMs, durationMs, actor, events, children: [] };
}
