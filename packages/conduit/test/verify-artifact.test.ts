import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Chunk, ConduitStore } from '../src/artifact.ts';
import { chunkIdOf } from '../src/digests.ts';
import { requirePrivacy, validatePrivacy } from '../src/validate-privacy.ts';
import { encodeArtifact, verifyArtifact } from '../src/verify-artifact.ts';
import { soundStore } from './support/samples.ts';

type Changeable<T> = { -readonly [K in keyof T]: T[K] extends object ? Changeable<T[K]> : T[K] };
type ChangeableStore = Changeable<ConduitStore> & { chunks: Changeable<Chunk>[]; [extra: string]: unknown };

const text = soundStore();

/** The store with a change, written and hashed as an honest writer would. */
function changed(change: (store: ChangeableStore) => unknown, isHashed = true): string {
  const store = JSON.parse(text) as ChangeableStore;
  change(store);
  if (isHashed) {
    let before: string | null | undefined;
    for (const chunk of store.chunks) {
      if (before !== undefined) chunk.prevChunkId = before;
      chunk.chunkId = chunkIdOf(chunk as unknown as Chunk);
      before = chunk.chunkId;
    }
    if (before !== undefined) store.journal.headChunkId = before;
  }
  return encodeArtifact(store);
}

const first = (store: ChangeableStore) => store.chunks[0] as Changeable<Chunk> & { [extra: string]: unknown };
const codesOf = (given: string): readonly string[] => [
  ...new Set(verifyArtifact(given).issues.map(({ code }) => code)),
];

describe('verifyArtifact', () => {
  it('finds nothing wrong with a sound store, nor with one whose oldest chunks are pruned', () => {
    expect(verifyArtifact(text)).toMatchObject({
      ok: true,
      app: 'weftend',
      kind: 'conduitStore',
      chunks: 3,
      issues: [],
    });
    const pruned = changed((store) => store.chunks.shift(), false);
    expect(verifyArtifact(pruned)).toMatchObject({ ok: true, chunks: 2 });
    expect(verifyArtifact(changed((store) => store.chunks.splice(0), false))).toMatchObject({
      ok: true,
      chunks: 0,
    });
  });

  it('finds every single flipped bit but in the journal’s tick, which no hash covers and the private file knows', () => {
    const bytes = Buffer.from(text);
    const tick = /"updatedAtTick":\d+/.exec(text);
    const from = tick?.index ?? 0;
    const to = from + (tick?.[0].length ?? 0);
    fc.assert(
      fc.property(fc.nat(bytes.length * 8 - 1), (bit) => {
        fc.pre(bit >> 3 < from || bit >> 3 >= to);
        const flipped = Buffer.from(bytes);
        flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
        expect(verifyArtifact(flipped.toString('utf8')).ok).toBe(false);
      }),
      { numRuns: 400 },
    );
  });

  it('finds every truncation', () => {
    for (let length = 0; length < text.length; length += 7)
      expect(verifyArtifact(text.slice(0, length)).ok).toBe(false);
    expect(verifyArtifact(text.slice(0, -1)).ok).toBe(false);
  });

  it('finds a chunk that is missing, moved, changed, or from elsewhere', () => {
    const flaws: readonly ((store: ChangeableStore) => unknown)[] = [
      (store) => store.chunks.splice(1, 1),
      (store) => store.chunks.reverse(),
      (store) => store.chunks.pop(),
      (store) => store.chunks.push(first(store)),
      (store) => Object.assign(first(store), { coverage: 0.5 }),
      (store) => Object.assign(first(store), { blind: '0'.repeat(64) }),
      (store) => Object.assign(store.journal, { headChunkId: null }),
      (store) => Object.assign(store.journal, { updatedAtTick: 1 }),
      (store) => Object.assign(store.journal, { streamId: '0'.repeat(32) }),
    ];
    for (const flaw of flaws) expect(codesOf(changed(flaw, false))).toEqual(['TELEMETRY_CONDUIT_INVALID']);
  });

  it('finds what honest hashes do not excuse: order, floors, sizes, coverage, lives', () => {
    const cases: readonly (readonly [(store: ChangeableStore) => unknown, string])[] = [
      [
        (store) => Object.assign(first(store), { windowEndTick: first(store).windowEndTick + 1 }),
        'TELEMETRY_CONDUIT_INVALID',
      ],
      [(store) => Object.assign(first(store), { kAnonymityFloor: 11 }), 'TELEMETRY_CONDUIT_INVALID'],
      [(store) => Object.assign(first(store), { coverage: 0.1 }), 'TELEMETRY_CONDUIT_INVALID'],
      [(store) => Object.assign(first(store), { blind: store.chunks[1]?.blind ?? '' }), 'TELEMETRY_CONDUIT_INVALID'],
      [(store) => Object.assign(first(store), { streamId: '0'.repeat(32) }), 'TELEMETRY_CONDUIT_INVALID'],
      [(store) => Object.assign(first(store).payload, { kFloor: 4 }), 'TELEMETRY_K_ANONYMITY_FAIL'],
      [
        (store) => Object.assign(first(store).payload.aggregates, { capDenies: { other: 9 } }),
        'TELEMETRY_K_ANONYMITY_FAIL',
      ],
      [
        (store) => Object.assign(first(store).payload.aggregates, { eventTypes: { 'runner.started': 91 } }),
        'TELEMETRY_K_ANONYMITY_FAIL',
      ],
      [(store) => Object.assign(first(store), { ttlSeconds: 604_801 }), 'TELEMETRY_TTL_INVALID'],
      [(store) => Object.assign(store.journal, { updatedAtTick: 1e9 }), 'TELEMETRY_TTL_INVALID'],
      [
        (store) => first(store).evidenceRefs.push(`sha256:${'b'.repeat(64)}`, `sha256:${'a'.repeat(64)}`),
        'TELEMETRY_CONDUIT_INVALID',
      ],
      [
        (store) => Object.assign(store, { chunks: Array.from({ length: 257 }, () => first(store)) }),
        'TELEMETRY_BUDGET_EXCEEDED',
      ],
    ];
    for (const [flaw, code] of cases) expect(codesOf(changed(flaw, !String(flaw).includes('257')))).toContain(code);
  });

  it('refuses other spellings of the same value, and texts that are no artifact of ours', () => {
    const value: unknown = JSON.parse(text);
    expect(codesOf(JSON.stringify(value, null, 1))).toEqual(['TELEMETRY_CONDUIT_INVALID']);
    expect(codesOf(text.replace('{', '{"schema":"x",'))).toEqual(['TELEMETRY_CONDUIT_INVALID']);
    const foreign = [
      '',
      'null',
      '[]',
      '{}',
      '"x"',
      '{"schema":"weftend.telemetry.conduitStore/1"}',
      '{"schema":"weftend.telemetry.nothing/0"}',
      '{"schema":"Weft/End.telemetry.journal/0"}',
      `{"a":${'['.repeat(9_999)}${']'.repeat(9_999)}}`,
    ];
    for (const other of foreign) expect(codesOf(other)).toEqual(['TELEMETRY_SCHEMA_INVALID']);
  });
});

describe('validatePrivacy', () => {
  it('forbids every field that is not named, wherever it stands', () => {
    const places: readonly ((store: ChangeableStore) => object)[] = [
      (store) => store,
      (store) => store.journal,
      (store) => first(store),
      (store) => first(store).payload,
      (store) => first(store).payload.bind,
    ];
    for (const place of places) {
      const store = JSON.parse(text) as ChangeableStore;
      Object.assign(place(store), { written_at: '2026-01-02T03:04:05Z' });
      expect(validatePrivacy(store).map(({ code }) => code)).toEqual(['PRIVACY_FIELD_FORBIDDEN']);
      expect(() => requirePrivacy(store)).toThrow(expect.objectContaining({ code: 'CONDUIT_PRIVACY' }));
    }
  });

  it('forbids times, UUIDs, addresses, paths and long texts as names of buckets and in every text, and repeats none of them', () => {
    const personal = [
      '2026-01-02T03:04:05Z',
      crypto.randomUUID(),
      'someone@example.com',
      '/home/someone',
      'C:\\Users',
      'a sentence of words',
      'x'.repeat(65),
      '__proto__x y',
    ];
    for (const secret of personal) {
      const inBucket = JSON.parse(text) as ChangeableStore;
      Object.assign(first(inBucket).payload.aggregates, { eventTypes: { [secret]: 85 } });
      const inMap = JSON.parse(text) as ChangeableStore;
      Object.assign(first(inMap).payload.aggregates, { [secret]: {} });
      const inText = JSON.parse(text) as ChangeableStore;
      first(inText).blind = secret;
      for (const store of [inBucket, inMap, inText]) {
        const issues = validatePrivacy(store);
        expect(issues.map(({ code }) => code)).toContain('PRIVACY_FIELD_FORBIDDEN');
        expect(JSON.stringify(issues)).not.toContain(secret);
      }
    }
  });

  it('tells at most 32 issues, and throws at nothing', () => {
    const store = {
      schema: 'weftend.telemetry.conduitStore/0',
      journal: {},
      chunks: Array.from({ length: 100 }, () => ({})),
    };
    expect(validatePrivacy(store)).toHaveLength(32);
    fc.assert(
      fc.property(fc.anything(), (anything) => {
        expect(Array.isArray(validatePrivacy(anything))).toBe(true);
        const nested = {
          schema: 'weftend.telemetry.conduitSnapshot/0',
          chunks: [{ evidenceRefs: [anything, anything] }],
          reasonCodes: [anything, anything],
        };
        expect(validatePrivacy(nested).length).toBeGreaterThan(0);
      }),
    );
  });
});
