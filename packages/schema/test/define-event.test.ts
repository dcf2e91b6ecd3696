import { describe, expect, it } from 'vitest';
import type { Field, LeveledFields } from '../src/index.ts';
import {
  bytes,
  checked,
  count,
  declaredFields,
  defineEvent,
  described,
  eventLevel,
  flag,
  hashed,
  list,
  MAX_FIELD_DEPTH,
  millis,
  name,
  oneOf,
  optional,
  rating,
  record,
} from '../src/index.ts';

const define = (name: string, fields: LeveledFields = {}, options = {}) =>
  defineEvent(name, 'Something.', fields, options);

describe('defineEvent', () => {
  it('keeps name, summary, fields and options', () => {
    const event = defineEvent(
      'repo.indexed',
      'One repository was indexed.',
      { minimal: { success: flag() }, standard: { size: bytes() }, debug: { command: hashed() } },
      { renamedFrom: ['repo_indexed'], perMinute: 60 },
    );
    expect(event.name).toBe('repo.indexed');
    expect(event.fields.standard.size).toEqual({ kind: 'number', unit: 'bytes', integer: true, min: 0 });
    expect(event.options).toEqual({ renamedFrom: ['repo_indexed'], perMinute: 60 });
  });

  it.each([
    '',
    'Repo.indexed',
    'repo indexed',
    'repo.',
    '.indexed',
    '1repo',
    'repo..x',
    '__proto__',
    'x'.repeat(65),
    'é',
  ])('rejects the event name %j', (wrong) => {
    expect(() => define(wrong)).toThrow(TypeError);
    expect(() => define('fine', {}, { renamedFrom: [wrong] })).toThrow(TypeError);
  });

  it.each(['repo', 'repo.indexed', 'a.b.c', 'agent_execution', 'x'.repeat(64)])('takes the event name %j', (fine) => {
    expect(define(fine).name).toBe(fine);
  });

  it.each([
    'Files',
    'file-count',
    'files.count',
    '1st',
    '_x',
    'redacted_fields',
    'constructor',
    'prototype',
    '',
    'x'.repeat(65),
  ])('rejects the field name %j, at the top and within a record', (wrong) => {
    expect(() => define('a.b', { minimal: { [wrong]: flag() } })).toThrow(TypeError);
    expect(() => define('a.b', { minimal: { group: record({ [wrong]: flag() }) } })).toThrow(TypeError);
    expect(() => define('a.b', { minimal: { group: list(record({ [wrong]: flag() })) } })).toThrow(TypeError);
  });

  it('rejects a field that is declared at two levels', () => {
    expect(() => define('a.b', { minimal: { x: flag() }, debug: { x: flag() } })).toThrow('declares the field x twice');
  });

  it('rejects a field whose name is the recorded name of a hashed one, at the top and within a record', () => {
    expect(() => define('a.b', { minimal: { hashed_x: flag() }, debug: { x: hashed() } })).toThrow('hashed_x twice');
    expect(() => define('a.b', { minimal: { r: record({ hashed_x: flag(), x: hashed() }) } })).toThrow(
      'r.hashed_x twice',
    );
    expect(() => define('a.b', { minimal: { hashed_x: flag() }, debug: { x: list(hashed()) } })).toThrow(
      'hashed_x twice',
    );
  });

  it('rejects a level that does not exist, since its fields would silently never be recorded', () => {
    const fields = { minimal: { x: flag() }, standrad: { y: flag() } };
    expect(() => define('a.b', fields)).toThrow('"standrad", which is no level');
  });

  it('rejects an event without a summary', () => {
    expect(() => defineEvent('a.b', '  ', {})).toThrow('event a.b has no summary');
  });

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('rejects a budget of %d a minute', (perMinute) => {
    expect(() => define('a.b', {}, { perMinute })).toThrow('perMinute');
  });

  it('rejects ranges that nothing fits', () => {
    expect(() => define('a.b', { minimal: { x: rating(5, 1) } })).toThrow('range');
    expect(() => define('a.b', { minimal: { x: rating(Number.NaN, 5) } })).toThrow('range');
  });

  it('rejects words that are no identifiers or stand twice, without repeating them', () => {
    for (const field of [
      oneOf('two words'),
      name('two words'),
      oneOf('a', 'a'),
      name('a', 'a'),
      oneOf('x'.repeat(65)),
    ]) {
      expect(() => define('a.b', { minimal: { x: field } })).toThrow(/^event a\.b: x has a word (?!.*two words)/);
    }
    expect(() => define('a.b', { minimal: { x: { kind: 'enumeration', values: [] } } })).toThrow('no words');
  });

  it('rejects a kind of field that does not exist', () => {
    const text = { kind: 'text' } as unknown as Field;
    expect(() => define('a.b', { minimal: { x: text } })).toThrow('no known kind');
  });

  it('rejects fields nested deeper than the limit, and takes them at the limit', () => {
    const nested = (depth: number): Field => (depth === 1 ? flag() : list(nested(depth - 1)));
    expect(() => define('a.b', { minimal: { x: nested(MAX_FIELD_DEPTH) } })).not.toThrow();
    expect(() => define('a.b', { minimal: { x: nested(MAX_FIELD_DEPTH + 1) } })).toThrow('nested deeper');
  });

  it('freezes to the leaves, also below what was frozen already', () => {
    const event = define('a.b', Object.freeze({ minimal: { kind: oneOf('x', 'y'), group: record({ n: name('z') }) } }));
    const set = event.fields.minimal;
    expect(Object.isFrozen(event) && Object.isFrozen(event.fields) && Object.isFrozen(set)).toBe(true);
    const [kind, group] = [set?.['kind'], set?.['group']];
    expect(kind?.kind === 'enumeration' && Object.isFrozen(kind.values)).toBe(true);
    expect(group?.kind === 'record' && Object.isFrozen(group.fields['n'])).toBe(true);
  });

  it('keeps a further check as it is, unfrozen', () => {
    class Check {
      safeParse(value: unknown) {
        return { success: value === 1 };
      }
    }
    const check = new Check();
    const event = defineEvent('a.b', 'Something.', { minimal: { x: checked(check, count()) } });
    expect(event.fields.minimal.x.check).toBe(check);
    expect(Object.isFrozen(check)).toBe(false);
  });
});

describe('declaredFields and eventLevel', () => {
  it('lists fields lowest level first, whatever the order of declaration', () => {
    const event = define('a.b', { debug: { c: flag() }, minimal: { a: flag() }, standard: { b: flag() } });
    expect(declaredFields(event).map(({ name, level }) => `${level}.${name}`)).toEqual([
      'minimal.a',
      'standard.b',
      'debug.c',
    ]);
  });

  it('takes the level of the lowest field, and minimal when there is none', () => {
    expect(eventLevel(define('a.b'))).toBe('minimal');
    expect(eventLevel(define('a.b', { debug: { c: flag() }, standard: { b: flag() } }))).toBe('standard');
    expect(eventLevel(define('a.b', { minimal: {}, debug: { c: flag() } }))).toBe('debug');
  });
});

describe('the modifiers of fields', () => {
  it('change a copy and nothing else', () => {
    const field = millis();
    expect(described('Why.', optional(field))).toEqual({ ...field, optional: true, purpose: 'Why.' });
    expect(field).toEqual({ kind: 'number', unit: 'milliseconds', min: 0 });
  });
});
