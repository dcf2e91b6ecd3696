import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advanceStream, emptyStream, snapshotOf, storeOf } from '../src/advance-stream.ts';
import { withDefaults } from '../src/bounds.ts';
import { buildChunk } from '../src/build-chunk.ts';
import { validatePrivacy } from '../src/validate-privacy.ts';
import { encodeArtifact, verifyArtifact } from '../src/verify-artifact.ts';
import { type ClosedWindow, createWindowCounter } from '../src/window-counter.ts';
import { APP, type Counts, eventOf, PARTITION, STREAM_ID, settingsOf, streamOf, windowOf } from './support/samples.ts';

const counts: fc.Arbitrary<Counts> = fc.record({
  capDenies: fc.dictionary(fc.constantFrom('network', 'shell', 'other'), fc.integer({ min: 1, max: 40 })),
  reasonFamilies: fc.dictionary(fc.constantFrom('abort', 'budget', 'denied', 'other'), fc.integer({ min: 1, max: 40 })),
  tartarusKinds: fc.dictionary(fc.constantFrom('invalid_payload', 'other'), fc.integer({ min: 1, max: 40 })),
  eventTypes: fc.dictionary(
    fc.constantFrom('runner.started', 'plan.generated', 'other'),
    fc.integer({ min: 1, max: 40 }),
  ),
});

describe('a chunk', () => {
  it('tells no bucket below k, and leaves nothing or at least k untold', () => {
    fc.assert(
      fc.property(counts, fc.integer({ min: 5, max: 60 }), (all, k) => {
        const window = windowOf(1, all);
        fc.pre(window.endTick >= 1);
        const built = buildChunk(settingsOf({ k }), window, null);
        if (window.endTick < k) {
          expect(built).toEqual({ refused: 'TELEMETRY_K_ANONYMITY_FAIL' });
          return;
        }
        if (!('chunk' in built)) throw new Error('refused');
        const { payload } = built.chunk;
        const told = Object.values(payload.aggregates).flatMap(Object.values<number>);
        const left = payload.sampleCount - told.reduce((sum, count) => sum + count, 0);
        expect(told.every((count) => count >= k)).toBe(true);
        expect(left === 0 || left >= k).toBe(true);
        for (const [map, buckets] of Object.entries(payload.aggregates)) {
          for (const [bucket, count] of Object.entries(buckets)) expect(count).toBe(all[map]?.[bucket]);
        }
        expect(validatePrivacy(built.chunk)).toEqual([]);
      }),
    );
  });

  it('gives up the smallest told bucket while the remainder is below k, and says its coverage to 4 decimals', () => {
    const built = buildChunk(
      settingsOf({ k: 10 }),
      windowOf(1, { eventTypes: { a: 50, b: 12, c: 30 }, capDenies: { other: 3 } }),
      null,
    );
    expect(built).toMatchObject({
      chunk: { payload: { aggregates: { eventTypes: { a: 50, c: 30 }, capDenies: {} } }, coverage: 0.8421 },
    });
  });

  it('is refused over its bounds: buckets, references, bytes', () => {
    const many = { eventTypes: Object.fromEntries(Array.from({ length: 201 }, (_, at) => [`event.number_${at}`, 10])) };
    const refs = Array.from({ length: 65 }, (_, at) => `sha256:${at.toString(16).padStart(64, '0')}`);
    const small = { eventTypes: { 'runner.started': 20 } };
    const refused = { refused: 'TELEMETRY_BUDGET_EXCEEDED' };
    expect(buildChunk(settingsOf(), windowOf(1, many), null)).toEqual(refused);
    expect(buildChunk(settingsOf({ evidenceRefs: refs }), windowOf(1, small), null)).toEqual(refused);
    expect(buildChunk(settingsOf({ bounds: withDefaults({ maxChunkBytes: 500 }) }), windowOf(1, small), null)).toEqual(
      refused,
    );
    expect(
      buildChunk(settingsOf({ evidenceRefs: [...refs.slice(1), refs[1] ?? ''] }), windowOf(1, small), null),
    ).toMatchObject({ chunk: { evidenceRefs: refs.slice(1) } });
  });
});

describe('a stream', () => {
  it('comes to the same bytes whether its windows come together or one by one', () => {
    fc.assert(
      fc.property(
        fc.array(counts, { maxLength: 12 }),
        fc.nat(12),
        fc.integer({ min: 1, max: 4 }),
        (all, cut, maxChunks) => {
          const settings = settingsOf({ bounds: withDefaults({ maxChunks, ttlSeconds: 150 }) });
          const windows: ClosedWindow[] = [];
          for (const one of all) {
            const window = windowOf((windows.at(-1)?.endTick ?? 0) + 1, one, 2);
            if (window.endTick >= window.startTick) windows.push(window);
          }
          const together = advanceStream(emptyStream(10, 100), windows, settings);
          const first = advanceStream(emptyStream(10, 100), windows.slice(0, cut), settings);
          const apart = advanceStream(first, windows.slice(cut), settings);
          expect(encodeArtifact(snapshotOf(APP, STREAM_ID, apart))).toBe(
            encodeArtifact(snapshotOf(APP, STREAM_ID, together)),
          );
          const store = encodeArtifact(storeOf(APP, STREAM_ID, together));
          expect(verifyArtifact(store).issues).toEqual([]);
          expect(verifyArtifact(encodeArtifact(snapshotOf(APP, STREAM_ID, together))).issues).toEqual([]);
          const { dropped } = together.state;
          const spent = dropped.kFloorSkipped + dropped.ttlPruned + dropped.capPruned + together.chunks.length;
          expect(spent).toBe(windows.length);
          expect(dropped.duplicateSkipped).toBe(2 * windows.length);
        },
      ),
    );
  });

  it('spends a window below k without a chunk, and says so for good', () => {
    const { state, chunks } = streamOf([
      { eventTypes: { other: 20 } },
      { eventTypes: { other: 9 } },
      { eventTypes: { other: 20 } },
    ]);
    expect(chunks.map(({ windowStartTick, windowEndTick }) => [windowStartTick, windowEndTick])).toEqual([
      [1, 20],
      [30, 49],
    ]);
    expect(chunks[1]?.prevChunkId).toBe(chunks[0]?.chunkId);
    expect(state).toMatchObject({
      dropped: { kFloorSkipped: 1 },
      reasonCodes: ['TELEMETRY_K_ANONYMITY_FAIL'],
      updatedAtTick: 49,
    });
  });

  it('drops chunks that have outlived their ttl, then the oldest over the cap, and keeps the chain', () => {
    const all = Array.from({ length: 6 }, () => ({ eventTypes: { other: 20 } }));
    const aged = streamOf(all, settingsOf({ bounds: withDefaults({ ttlSeconds: 40 }) }));
    expect(aged.chunks.map(({ windowEndTick }) => windowEndTick)).toEqual([80, 100, 120]);
    expect(aged.state.dropped).toMatchObject({ ttlPruned: 3, capPruned: 0 });
    const capped = streamOf(all, settingsOf({ bounds: withDefaults({ maxChunks: 2 }) }));
    expect(capped.chunks).toHaveLength(2);
    expect(capped.state.dropped).toMatchObject({ ttlPruned: 0, capPruned: 4 });
    expect(verifyArtifact(encodeArtifact(storeOf(APP, STREAM_ID, capped))).ok).toBe(true);
  });

  it('refuses bounds that are looser than the defaults', () => {
    for (const wrong of [{ maxChunks: 257 }, { maxChunks: 0 }, { ttlSeconds: 604_801 }, { maxChunkBytes: 1.5 }]) {
      expect(() => withDefaults(wrong)).toThrow(TypeError);
    }
    expect(withDefaults({ ttlSeconds: 604_800 }).ttlSeconds).toBe(604_800);
  });
});

describe('a window', () => {
  it('counts an event once that is repeated among the last 4,096, across windows too, and gives a repeat no tick', () => {
    const begin = { partition: PARTITION, windowTicks: 3, mark: (id: string) => id };
    const ids = ['a', 'b', 'a', 'c', 'c', 'd', 'b', 'e', 'f'];
    const counter = createWindowCounter({ ...begin, tick: 0, recentMarks: [] });
    const closed = ids.flatMap((id) => counter.add(eventOf('runner.started', {}, id)) ?? []);
    expect(closed.map(({ startTick, endTick, duplicates }) => [startTick, endTick, duplicates])).toEqual([
      [1, 3, 1],
      [4, 6, 2],
    ]);
    const next = createWindowCounter({ ...begin, tick: counter.closedTick, recentMarks: counter.closedMarks() });
    for (const id of ['a', 'f', 'g', 'h']) next.add(eventOf('runner.started', {}, id));
    expect(next.closeEarly()).toMatchObject({ startTick: 7, endTick: 8, duplicates: 2 });
  });

  it('is closed early only where it holds something', () => {
    const counter = createWindowCounter({
      partition: PARTITION,
      windowTicks: 2,
      mark: (id) => id,
      tick: 4,
      recentMarks: [],
    });
    expect(counter.closeEarly()).toBeUndefined();
    counter.add(eventOf('runner.started'));
    expect(counter.closedTick).toBe(4);
    expect(counter.closeEarly()).toMatchObject({ startTick: 5, endTick: 5 });
    expect(counter.closedTick).toBe(5);
  });

  it('forgets the oldest of more than 4,096 ids', () => {
    const counter = createWindowCounter({
      partition: PARTITION,
      windowTicks: 10_000,
      mark: (id) => id,
      tick: 0,
      recentMarks: [],
    });
    for (let at = 0; at <= 4_096; at += 1) counter.add(eventOf('runner.started', {}, `${at}`));
    counter.add(eventOf('runner.started', {}, '4096'));
    counter.add(eventOf('runner.started', {}, '0'));
    expect(counter.closeEarly()).toMatchObject({ endTick: 4_098, duplicates: 1 });
    expect(counter.closedMarks()).toHaveLength(4_096);
  });
});
