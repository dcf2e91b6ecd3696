import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatJson, formatTable, WIDTH } from '../../src/report/layout.ts';
import { makeVisible } from '../../src/report/narrate.ts';

describe('JSON for people', () => {
  test('means what the JSON for machines means', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(formatJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test('is no wider than a terminal, as long as no single value is', () => {
    const word = fc.stringMatching(/^[a-z]{0,30}$/);
    const value = fc.dictionary(word, fc.oneof(word, fc.array(word), fc.dictionary(word, word)), { minKeys: 3 });
    fc.assert(
      fc.property(value, (given) => {
        for (const line of formatJson(given).split('\n')) expect(line.length).toBeLessThanOrEqual(WIDTH);
      }),
    );
  });

  test('keeps on one line what fits there', () => {
    expect(formatJson({ actor: { kind: 'agent', id: 'planner' }, list: Array.from({ length: 40 }, () => 10) })).toBe(
      [
        '{',
        '  "actor": {"kind":"agent","id":"planner"},',
        '  "list": [',
        `${'    10,\n'.repeat(39)}    10`,
        '  ]',
        '}',
      ].join('\n'),
    );
  });
});

test('a table has its figures on the right, and no line longer than it must be', () => {
  const columns = [
    { header: 'name', align: 'left' },
    { header: 'n', align: 'right' },
  ] as const;
  const rows = [
    ['a', '1'],
    ['long', '100'],
  ];
  expect(formatTable(columns, rows, (text) => text)).toBe('  name    n\n  a       1\n  long  100');
});

test('what an agent says cannot move the cursor', () => {
  expect(makeVisible('a\u001b[2Jb\r\n\u202ec\u0007')).toBe('a\\u001b[2Jb\\u000d\\u000a\\u202ec\\u0007');
  expect(makeVisible('plain, and ünïcode')).toBe('plain, and ünïcode');
});
