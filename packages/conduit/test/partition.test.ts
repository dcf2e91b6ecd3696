import { defineEvent, extendStandardCatalog, list, local, name, oneOf } from '@telemetry/schema';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPartition } from '../src/partition.ts';
import { isShareableWord } from '../src/shareable-word.ts';
import { CATALOG, eventOf, PARTITION } from './support/samples.ts';

describe('the partition', () => {
  it('puts every event into one bucket of one map: the four standard ones', () => {
    expect(PARTITION.maps).toEqual(['capDenies', 'eventTypes', 'reasonFamilies', 'tartarusKinds']);
    const cases = [
      [eventOf('capability.denied', { capability: 'network' }), 'capDenies', 'network'],
      [eventOf('quest.failed', { quest_id: 'q', reason: 'budget' }), 'reasonFamilies', 'budget'],
      [eventOf('executor.error', { error_type: 'TimeoutError' }), 'reasonFamilies', 'TimeoutError'],
      [eventOf('error', { error_type: 'TypeError' }), 'reasonFamilies', 'TypeError'],
      [eventOf('risk.flagged', { reason: 'invalid_payload' }), 'tartarusKinds', 'invalid_payload'],
      [eventOf('runner.started'), 'eventTypes', 'runner.started'],
    ] as const;
    for (const [event, map, bucket] of cases) {
      const found = PARTITION.bucketOf(event);
      expect(found.map).toBe(map);
      expect([bucket, 'other']).toContain(found.bucket);
    }
    expect(PARTITION.bucketOf(eventOf('quest.failed', { quest_id: 'q', reason: 'budget' })).bucket).toBe('budget');
    expect(PARTITION.bucketOf(eventOf('runner.started')).bucket).toBe('runner.started');
  });

  it('shows no word that the catalog does not declare: whatever an event says, it is a declared word or other', () => {
    const words = new Set([
      'other',
      ...CATALOG.events.map((event) => event.name),
      ...JSON.stringify(CATALOG.events)
        .matchAll(/"([^"]+)"/g)
        .map((match) => match[1] ?? ''),
    ]);
    const names = fc.constantFrom(
      'capability.denied',
      'quest.failed',
      'executor.error',
      'error',
      'risk.flagged',
      'runner.started',
    );
    const payloads = fc.dictionary(
      fc.constantFrom('capability', 'reason', 'error_type', 'kind', '__proto__'),
      fc.oneof(fc.string(), fc.constant(null), fc.integer()),
    );
    fc.assert(
      fc.property(fc.oneof(names, fc.string()), payloads, (event, payload) => {
        const { map, bucket } = PARTITION.bucketOf(eventOf(event, payload));
        expect(PARTITION.maps).toContain(map);
        expect(words.has(bucket) && isShareableWord(bucket)).toBe(true);
      }),
    );
  });

  it('takes a host’s own maps over enumerations and names, and their events from no other map', () => {
    const deploy = defineEvent('deploy.finished', 'A deployment ended.', {
      minimal: {
        target: name('staging', 'production'),
        status: oneOf('ok', 'failed'),
        note: local(),
        all: list(name('a')),
      },
    });
    const catalog = extendStandardCatalog({ events: [deploy] });
    const rule = { map: 'deployTargets', events: ['deploy.finished'], fields: ['target'] };
    const partition = createPartition(catalog, [rule]);
    expect(partition.bucketOf(eventOf('deploy.finished', { target: 'staging' }))).toEqual({
      map: 'deployTargets',
      bucket: 'staging',
    });
    expect(partition.bucketOf(eventOf('deploy.finished', { target: 'my-laptop' }))).toEqual({
      map: 'deployTargets',
      bucket: 'other',
    });
    const wrong = [
      { ...rule, map: 'Deploy Targets' },
      { ...rule, map: 'eventTypes' },
      { ...rule, fields: ['note'] },
      { ...rule, fields: ['all'] },
      { ...rule, fields: ['missing'] },
      { ...rule, fields: [] },
      { ...rule, events: ['nothing.such'] },
    ];
    for (const bad of wrong) expect(() => createPartition(catalog, [bad])).toThrow(TypeError);
    expect(() => createPartition(catalog, [rule, { ...rule, map: 'again' }])).toThrow(TypeError);
  });

  it('shows no word that looks like a path, an address, a time, an id or a key, though a vocabulary has it', () => {
    const revealing = [
      'a/b',
      'C:x',
      'me@example.com',
      '2026-01-02',
      '2026_01_02',
      '2026.01.02',
      'fe80::1',
      '2001:db8:0:0:0:0:0:1',
      'aa:bb:cc:dd:ee:ff',
      'nic_aa-bb-cc-dd-ee-ff',
      '10.0.0.1:8080',
      '12:30:00',
      '1700000000000',
      crypto.randomUUID(),
      crypto.randomUUID().replaceAll('-', ''),
      '127.0.0.1',
      'www.example.com',
      '..',
      '',
      ' ',
      'x'.repeat(65),
      'ü',
    ];
    for (const word of revealing) expect(isShareableWord(word)).toBe(false);
    for (const word of [
      'quest.failed',
      'TimeoutError',
      'gpt-4.1-mini',
      'claude-3-5-sonnet-20241022',
      'a-b-c-d-e-f',
      'anthropic:claude:opus',
      '1.2.3',
      'invalid_event_type',
      'feedback',
      'other',
    ]) {
      expect(isShareableWord(word)).toBe(true);
    }
  });
});
