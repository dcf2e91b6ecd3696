import type { RecordedEvent } from '@telemetry/schema';
import {
  bucketed,
  bytes,
  checked,
  count,
  defineCatalog,
  defineEvent,
  digest,
  fingerprint,
  hashed,
  instant,
  list,
  local,
  name,
  oneOf,
  optional,
  record,
} from '@telemetry/schema';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReleaseOutcome } from '../src/index.ts';
import { bucketOf, createKeyedHash, createReleaser } from '../src/index.ts';
import { randomText } from './generate.ts';

const event = defineEvent('thing.done', 'A thing was done.', {
  minimal: {
    tool: name('hammer', 'saw'),
    size: optional(bucketed(bytes())),
    content: optional(digest()),
    fault: optional(fingerprint()),
    at: optional(instant()),
    note: optional(local()),
    notes: optional(list(local())),
    steps: optional(list(record({ tool: name('hammer'), remark: optional(local()) }))),
  },
  standard: { files: optional(count()) },
  debug: { command: optional(hashed()) },
});
const catalog = defineCatalog({
  events: [event],
  tags: { environment: oneOf('workstation', 'server'), team: name('blue') },
});
const keyed = createKeyedHash(new Uint8Array(32).fill(9));
const installId = '7d3ce6a4-4f0e-4c57-9d0e-0b3f3c7b5a11';
const hex = 'ab'.repeat(32);

function logged(payload: RecordedEvent['payload'], more: Partial<RecordedEvent> = {}): RecordedEvent {
  return {
    schema_version: '1.0',
    event_id: '9b2f0f5e-4f0e-4c57-9d0e-0b3f3c7b5a11',
    timestamp: '2026-11-20T12:34:56.789Z',
    event: 'thing.done',
    source: 'planner',
    actor: { kind: 'agent', id: 'somebody' },
    build: { app: 'demo', git_sha: '3acc6b4' },
    payload: { tool: 'saw', ...payload },
    ...more,
  };
}

function releaseAt(level: 'minimal' | 'standard' | 'debug', recorded: RecordedEvent): ReleaseOutcome {
  return createReleaser(catalog, { level, keyed, installId })(recorded);
}

function released(outcome: ReleaseOutcome) {
  if (outcome.kind !== 'released') throw new Error(`withheld: ${outcome.reason}`);
  return outcome.event;
}

describe('release', () => {
  it('lets no free text leave, alone, in a list or in a record', () => {
    const word = randomText(16);
    const outcome = releaseAt(
      'debug',
      logged({ note: word, notes: [word], steps: [{ tool: 'hammer', remark: word }] }),
    );
    expect(released(outcome).payload).toEqual({ tool: 'saw', steps: [{ tool: 'hammer' }] });
    expect(JSON.stringify(outcome)).not.toContain(word);
  });

  it('lets a name leave as itself only when it is in the vocabulary', () => {
    expect(released(releaseAt('minimal', logged({ tool: 'saw' }))).payload['tool']).toBe('saw');
    expect(released(releaseAt('minimal', logged({ tool: randomText(8) }))).payload['tool']).toBe('other');
  });

  it('keys digests, so that nobody can look the content up, and lets fingerprints group across machines', () => {
    const { payload } = released(releaseAt('minimal', logged({ content: hex, fault: hex })));
    expect(payload).toEqual({ tool: 'saw', content: keyed(hex), fault: hex });
  });

  it('lets only the 1-2-5 bucket of a bucketed number leave', () => {
    expect(released(releaseAt('minimal', logged({ size: 1_234_567 }))).payload['size']).toBe(1_000_000);
  });

  it('keys the actor and the run, always', () => {
    const { actor, run_id } = released(releaseAt('debug', logged({}, { run_id: 'client-project/42' })));
    expect(actor).toEqual({ kind: 'agent', id: keyed('somebody') });
    expect(run_id).toBe(keyed('client-project/42'));
  });

  it('cuts times to the hour and keeps the commit back below debug', () => {
    const recorded = logged({ at: '2026-11-20T11:22:33.444Z' });
    const low = released(releaseAt('standard', recorded));
    expect([low.timestamp, low.payload['at'], low.build.git_sha]).toEqual([
      '2026-11-20T12:00:00.000Z',
      '2026-11-20T11:00:00.000Z',
      undefined,
    ]);
    const high = released(releaseAt('debug', recorded));
    expect([high.timestamp, high.payload['at'], high.build.git_sha]).toEqual([
      '2026-11-20T12:34:56.789Z',
      '2026-11-20T11:22:33.444Z',
      '3acc6b4',
    ]);
  });

  it('releases only declared tags, by their own rule', () => {
    const tags = { environment: 'workstation', team: 'red', customer: randomText(8) };
    expect(released(releaseAt('debug', logged({}, { tags }))).tags).toEqual({
      environment: 'workstation',
      team: 'other',
    });
    expect(released(releaseAt('debug', logged({}, { tags: { environment: 'moon' } }))).tags).toBeUndefined();
  });

  it('never releases a field above the upload level, and drops redacted_fields', () => {
    const recorded = logged({ files: 3, hashed_command: 'abcdefabcdef', redacted_fields: ['notes.1'] });
    expect(Object.keys(released(releaseAt('minimal', recorded)).payload)).toEqual(['tool']);
    expect(Object.keys(released(releaseAt('standard', recorded)).payload)).toEqual(['tool', 'files']);
    expect(Object.keys(released(releaseAt('debug', recorded)).payload)).toEqual(['tool', 'files', 'hashed_command']);
  });

  it('carries the anonymous install id, which no recorded event has', () => {
    expect(released(releaseAt('minimal', logged({}))).anonymous_install_id).toBe(installId);
  });

  it('withholds an event that was tampered with, rather than believe it', () => {
    for (const payload of [{ files: 'many' }, { content: 'readable' }, { hashed_command: 'rm -rf' }, { at: 'noon' }]) {
      expect(releaseAt('debug', logged(payload))).toEqual({ kind: 'withheld', reason: 'does_not_fit' });
    }
    expect(releaseAt('debug', logged({}, { event: 'not.declared' }))).toMatchObject({ reason: 'unknown_event' });
  });

  it('withholds an event whose envelope was tampered with, whatever stands in it', () => {
    const word = randomText(12);
    for (const more of [
      { event_id: word },
      { timestamp: word },
      { actor: { kind: word, id: 'x' } },
      { cycle: word },
      { cycle: 0.5 },
      { actor: undefined },
    ]) {
      const outcome = releaseAt('debug', logged({}, more as never));
      expect(outcome).toEqual({ kind: 'withheld', reason: 'does_not_fit' });
    }
    expect(JSON.stringify(releaseAt('debug', logged({}, { build: { app: `/home/${word}` } })))).not.toContain(word);
    expect(releaseAt('standard', logged({ files: -1 }))).toMatchObject({ kind: 'withheld' });
  });

  it('releases nothing of any string in any undeclared place', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.uuid(), (extra, marker) => {
        const recorded = logged({ ...(extra as RecordedEvent['payload']), tool: 'saw', extra: marker, note: marker });
        expect(JSON.stringify(releaseAt('debug', recorded))).not.toContain(marker);
      }),
    );
  });
});

describe('bucketOf', () => {
  it.each([
    [0, 0],
    [1, 1],
    [1.99, 1],
    [2, 2],
    [4.999, 2],
    [5, 5],
    [9.99, 5],
    [10, 10],
    [0.37, 0.2],
    [-730, -500],
    [1e21, 1e21],
  ])('%d falls into %d', (value, bucket) => {
    expect(bucketOf(value)).toBe(bucket);
  });

  it('is never above the number, and over 40 % of it', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (value) => {
        expect(bucketOf(value)).toBeLessThanOrEqual(value);
        expect(bucketOf(value)).toBeGreaterThanOrEqual(value * 0.4);
        expect(bucketOf(bucketOf(value))).toBe(bucketOf(value));
      }),
    );
  });
});

describe('createKeyedHash', () => {
  it('gives the first 12 hex digits of the HMAC-SHA256 of RFC 4231, test case 1', () => {
    expect(createKeyedHash(new Uint8Array(20).fill(0x0b))('Hi There')).toBe('b0344c61d8db');
  });

  it('gives other hashes under another salt, and the same however often it is asked', () => {
    const other = createKeyedHash(new Uint8Array(32).fill(1));
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(keyed(text)).toBe(keyed(text));
        expect(keyed(text)).not.toBe(other(text));
      }),
    );
  });

  it('refuses a salt that is too short to be one', () => {
    expect(() => createKeyedHash(new Uint8Array(8))).toThrow(TypeError);
  });
});

describe('a further check of a field', () => {
  it('is no part of release, which has no schema library', () => {
    const refusesAll = checked({ safeParse: () => ({ success: false }) }, count());
    const catalogOfOne = defineCatalog({ events: [defineEvent('one.event', 'One.', { minimal: { n: refusesAll } })] });
    const release = createReleaser(catalogOfOne, { level: 'minimal', keyed, installId });
    expect(release(logged({}, { event: 'one.event', payload: { n: 1 } })).kind).toBe('released');
  });
});
