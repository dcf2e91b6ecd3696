/** Recall of every format in every context; the seed can be changed by REDACTION_SEED. */
import { describe, expect, test } from 'vitest';
import { createFindings } from '../src/findings.ts';
import { buildTokenTable, scanTokens, TOKEN_ROWS } from '../src/tokens/scan-tokens.ts';
import { NAMED_FORMATS, TOKEN_FORMATS } from './corpus/formats.ts';
import { createWideRedactor, leaks, plantAll } from './corpus/planted.ts';
import { createRandom, fill, seedOfRun } from './random.ts';

const redact = createWideRedactor();

describe.each([0, 1, 2])(`seed ${seedOfRun()} + %i`, (offset) => {
  const rounds = offset === 0 ? 2 : 1;
  const random = createRandom(seedOfRun() + offset);

  test.each([...TOKEN_FORMATS, ...NAMED_FORMATS])('finds 99 % of $id, and leaves the text around it', (format) => {
    const planted = plantAll(format, random, format.name === undefined ? rounds : 5 * rounds);
    const missed = planted.filter(({ text, value }) => leaks(redact(text), value));
    const lost = planted.filter(({ text, keeps }) => keeps.some((kept) => !redact(text).includes(kept)));
    // Small runs: a handful of samples without a single digit, of formats that names resemble, may pass.
    const allowed = Math.max(Math.ceil(planted.length * 0.01), 2);
    expect(missed.length <= allowed ? [] : missed.map(({ context }) => context)).toEqual([]);
    expect(lost.map(({ context }) => context)).toEqual([]);
  });
});

test('needs every row: without it, some sample is found no more or under another name', () => {
  const random = createRandom();
  const samples = TOKEN_FORMATS.flatMap(({ format }) => [0, 1, 2, 3].map(() => fill(format, random)));
  const found = (rows: typeof TOKEN_ROWS): string => {
    const table = buildTokenTable(rows);
    return samples
      .map((sample) => {
        const findings = createFindings(sample.length);
        scanTokens(sample, table, findings);
        return findings.kinds.map((kind, i) => `${kind} ${findings.starts[i]} ${findings.ends[i]}`).join();
      })
      .join('\n');
  };
  const all = found(TOKEN_ROWS);
  const idle = TOKEN_ROWS.filter((row) => found(TOKEN_ROWS.filter((other) => other !== row)) === all);
  expect(idle.map(({ kind, prefixes }) => `${kind} ${prefixes[0]}`)).toEqual([]);
});

test('names the source of every format', () => {
  for (const row of TOKEN_ROWS) expect(row.source).toMatch(/^https:\/\//);
  expect(new Set(TOKEN_ROWS.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(80);
});
