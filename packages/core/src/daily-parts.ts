/**
 * What leaves where the user agreed to summaries: closed UTC days of the log, summed up in parts and put into the outbox. Each event that
 * was recorded after that consent is in exactly one part, also when a process dies at any line here: what is decided (parts and cursors) is
 * written by one rename, and parts that were decided are put into the outbox by whoever comes next.
 *
 * Only sealed segments are read, up to the first event of a day that is not over. An event that lies more than a day ahead of the clock is in
 * no summary.
 */

import { createDailySummaries, isClosedDay } from '@telemetry/aggregation';
import {
  type ConsentLocation,
  changeOutboxFile,
  consentPaths,
  type Identity,
  readOutboxFile,
  SUMMARY_CURSORS_FILE,
} from '@telemetry/consent';
import { createKeyedHash, createReleaser } from '@telemetry/payload';
import type { Outbox } from '@telemetry/reporters/outbox';
import type { Catalog, Level, RecordedEvent, ReleasedEvent } from '@telemetry/schema';
import {
  createNodeFileSystem,
  ensureTrustedFolder,
  type LogLine,
  type LogLocation,
  listLogFiles,
  readLog,
  sealLog,
} from '@telemetry/store';
import { decodeCursors, encodeCursors, type SummaryCursors } from './summary-cursors.ts';

/** What parts are made of. */
export interface DailyPartsOptions {
  readonly location: ConsentLocation;
  readonly log: LogLocation;
  readonly now: () => number;
}

/** Under which terms. */
export interface DailyTerms {
  /** What was agreed to and is declared. */
  readonly catalog: Catalog;
  readonly level: Level;
  readonly identity: Identity;
  readonly outbox: Pick<Outbox, 'addSummary'>;
  /** Asked directly before anything is decided: whether summaries may still leave. */
  mayUpload(): boolean;
}

/** Events that are held in memory at once. With a kilobyte each some 20 MB. */
const MAX_EVENTS = 20_000;

const DAY_MS = 86_400_000;
const NS_PER_MS = 1_000_000n;

/**
 * Begins: what the log holds now is in no summary. Nothing when it has begun already.
 *
 * @throws TelemetryError `OUTBOX_WRITE_FAILED`, `CONSENT_BUSY`; failures of the file system as they come
 */
export async function beginSummaries({ location, log, now }: DailyPartsOptions): Promise<void> {
  if (decodeCursors(readOutboxFile(location, SUMMARY_CURSORS_FILE)) !== undefined) return;
  ensureTrustedFolder(createNodeFileSystem(), consentPaths(location).outboxDir);
  await changeOutboxFile(location, SUMMARY_CURSORS_FILE, (text) => {
    if (decodeCursors(text) !== undefined) return undefined;
    sealLog({ ...log, now });
    const before = listLogFiles(log).filter(({ sealed }) => sealed);
    const segments = Object.fromEntries(before.map(({ name }) => [name, null]));
    return encodeCursors({ sinceMs: now(), segments, nextParts: {}, pending: [] });
  });
}

/**
 * Puts the closed days that no part holds yet into the outbox. Answers how many parts it added.
 *
 * @throws TelemetryError `OUTBOX_WRITE_FAILED`, `STORE_FOLDER_REFUSED`, `CONSENT_BUSY`; failures of the file system as they come. Nothing is
 * lost or doubled then
 */
export async function addClosedDays(options: DailyPartsOptions, terms: DailyTerms): Promise<number> {
  await beginSummaries(options);
  let added = await settle(options, terms);
  sealClosedDays(options);
  const taker = createTaker(options.log, releaserOf(terms));
  try {
    while (await decide(options, terms, taker)) added += await settle(options, terms);
  } finally {
    await taker.close();
  }
  return added;
}

/** Puts what is decided into the outbox, then forgets that it was to be done. */
async function settle({ location }: DailyPartsOptions, { outbox }: DailyTerms): Promise<number> {
  const text = readOutboxFile(location, SUMMARY_CURSORS_FILE);
  const cursors = decodeCursors(text);
  if (cursors === undefined || cursors.pending.length === 0) return 0;
  let added = 0;
  for (const part of cursors.pending) if ((await outbox.addSummary(part)) === 'added') added += 1;
  await changeOutboxFile(location, SUMMARY_CURSORS_FILE, (current) =>
    current === text ? encodeCursors({ ...cursors, pending: [] }) : undefined,
  );
  return added;
}

/** Seals the live file when it holds an event of a day that is over. */
function sealClosedDays({ log, now }: DailyPartsOptions): void {
  const live = listLogFiles(log).find(({ sealed }) => !sealed);
  if (live === undefined || live.facts.size === 0n) return;
  // Something of an earlier day can only be in a file that was there on it, or comes late: then it waits for the next seal. A file from
  // the future was made under a wrong clock, and would be open until that day comes.
  const bornMs = Number(live.facts.birthtimeNs / NS_PER_MS);
  if (isClosedDay(dayOf(bornMs), new Date(now())) || bornMs > now() + DAY_MS) sealLog({ ...log, now });
}

/** Takes some events further, and writes parts and cursors by one rename. False when there is nothing to take. */
async function decide({ location, now }: DailyPartsOptions, terms: DailyTerms, taker: EventTaker): Promise<boolean> {
  const text = readOutboxFile(location, SUMMARY_CURSORS_FILE);
  const cursors = decodeCursors(text);
  if (cursors === undefined) return false;
  const taken = await taker.take(cursors, now());
  if (taken === undefined) return false;
  const decided = addParts(cursors, taken, terms);
  let isWritten = false;
  await changeOutboxFile(location, SUMMARY_CURSORS_FILE, (current) => {
    // Another process was faster, or consent has ended: then what was decided here is forgotten.
    if (current !== text || !terms.mayUpload()) return undefined;
    isWritten = true;
    return encodeCursors(decided);
  });
  return isWritten;
}

interface Taken {
  readonly segments: SummaryCursors['segments'];
  readonly days: ReadonlyMap<string, readonly ReleasedEvent[]>;
}

type Line = LogLine<Record<string, unknown>>;

/** Takes events behind the cursors. */
interface EventTaker {
  /** Reads on from the cursors; goes on with its reading where they stand as it left them. `undefined` when no cursor moves. */
  take(cursors: SummaryCursors, nowMs: number): Promise<Taken | undefined>;
  close(): Promise<void>;
}

/** One reading of the log serves many takes: a long log is not read anew for each of them. */
function createTaker(log: LogLocation, release: (event: RecordedEvent) => ReleasedEvent | undefined): EventTaker {
  let reading: AsyncIterator<Line> | undefined;
  let waiting: Line | undefined;
  let left = '';
  /** Files whose next event is of a day that is not over. */
  let stopped = new Set<string>();

  async function close(): Promise<void> {
    waiting = undefined;
    await reading?.return?.();
    reading = undefined;
  }

  async function next(): Promise<Line | undefined> {
    const line = waiting ?? (await reading?.next())?.value;
    waiting = undefined;
    return line;
  }

  return {
    close,
    take: async function take(cursors, nowMs): Promise<Taken | undefined> {
      const { segments, sinceMs } = cursors;
      const sealed = listLogFiles(log).filter((file) => file.sealed);
      // Of what is gone, by retention or purge, nothing need be known.
      const moved = new Map<string, number | null>(
        sealed.map(({ name }) => [name, segments[name] === undefined ? 0 : segments[name]]),
      );
      if (sealed.every(({ name, facts }) => (moved.get(name) ?? Number.POSITIVE_INFINITY) >= Number(facts.size)))
        return undefined;
      const isContinued = reading !== undefined && JSON.stringify(segments) === left;
      if (!isContinued) {
        await close();
        reading = readLog({ ...log })[Symbol.asyncIterator]();
        stopped = new Set();
      }
      const days = new Map<string, ReleasedEvent[]>();
      let count = 0;
      for (let at = await next(); ; at = await next()) {
        // What was sealed meanwhile is in the next reading.
        if (at === undefined) {
          await close();
          break;
        }
        const { line, value, file, offset } = at;
        const cursor = moved.get(file);
        if (cursor === undefined || cursor === null || offset < cursor || stopped.has(file)) continue;
        const event = value as unknown as RecordedEvent;
        const timeMs = Date.parse(String(event.timestamp));
        if (timeMs >= sinceMs && timeMs < nowMs + DAY_MS && !isClosedDay(dayOf(timeMs), new Date(nowMs))) {
          stopped.add(file);
          continue;
        }
        if (count === MAX_EVENTS) {
          waiting = at;
          break;
        }
        count += 1;
        moved.set(file, offset + Buffer.byteLength(line) + 1);
        if (!(timeMs >= sinceMs && timeMs < nowMs)) continue;
        const released = release(event);
        if (released === undefined) continue;
        const ofDay = days.get(dayOf(timeMs));
        if (ofDay === undefined) days.set(dayOf(timeMs), [released]);
        else ofDay.push(released);
      }
      if (count === 0) return isContinued ? take(cursors, nowMs) : undefined;
      const taken = Object.fromEntries(moved);
      left = JSON.stringify(taken);
      return { segments: taken, days };
    },
  };
}

function addParts(
  cursors: SummaryCursors,
  { segments, days }: Taken,
  { catalog, identity }: DailyTerms,
): SummaryCursors {
  const summaries = createDailySummaries(catalog);
  const nextParts: { [day: string]: number } = { ...cursors.nextParts };
  const pending = [...cursors.pending];
  for (const [day, events] of days) {
    const first = { install: identity.installId, day, part: nextParts[day] ?? 1 };
    const parts = summaries.createParts(first, events);
    for (const part of parts) pending.push({ key: `${day}/${part.key.part}`, summary: JSON.parse(part.encode()) });
    nextParts[day] = first.part + parts.length;
  }
  return { ...cursors, segments, nextParts, pending };
}

/** The release policy. What it withholds, and what is no event at all, is in no summary. */
function releaserOf({ catalog, level, identity }: DailyTerms) {
  const release = createReleaser(catalog, {
    level,
    keyed: createKeyedHash(identity.salt),
    installId: identity.installId,
  });
  return (event: RecordedEvent): ReleasedEvent | undefined => {
    const outcome = release(event);
    return outcome.kind === 'released' ? outcome.event : undefined;
  };
}

function dayOf(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 10);
}
