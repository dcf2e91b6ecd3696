/** What is loaded when, and what happens where it cannot be. */
import { execFileSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as lazy from '../src/index.ts';
import { isPlainlyClean, mayHoldToken } from '../src/plainly-clean.ts';
import { compilePolicy } from '../src/policy.ts';
import { createRedactorWith } from '../src/redactor.ts';
import * as scanners from '../src/scanners.ts';
import { survey } from '../src/survey.ts';
import { TOKEN_ROWS } from '../src/tokens/scan-tokens.ts';
import * as whole from '../src/whole.ts';
import { BENIGN } from './corpus/benign.ts';
import { makeBenignLines } from './corpus/benign-lines.ts';
import { TOKEN_FORMATS } from './corpus/formats.ts';
import { createRandom, fill } from './random.ts';

const token = (): string => fill('ghp_{a36}', createRandom());

/** Names, versions, identifiers and times: what events are full of. */
const NAMES = [
  'tool.call',
  'claude-opus-4-1-20250805',
  'toolu_01ABCDEFGHJKLMNPQRSTUVWX',
  'run_0b9c2d4e-77aa',
  '0b9c2d4e-77aa-4c1d-9e0f-a1b2c3d4e5f6',
  '2026-11-21T10:00:00.000Z',
  'nightly/42',
  'packages/core/src/index.ts',
  '1.2.3-beta.4',
  'the tool finished and gave back a list of files',
];

/** The modules of this package that a program has loaded when it ends. */
function loadedBy(program: string): readonly string[] {
  const entry = JSON.stringify(pathToFileURL(`${import.meta.dirname}/../src/index.ts`).href);
  const script = `
    import { registerHooks } from 'node:module';
    const loaded = [];
    registerHooks({ load(url, context, next) { loaded.push(url); return next(url, context); } });
    const { createRedactor } = await import(${entry});
    const redactor = createRedactor({ knownValues: ['some-host-name'] });
    ${program}
    process.stdout.write(JSON.stringify(loaded));`;
  const out = execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' });
  return (JSON.parse(out) as string[]).map((url) => url.slice(url.lastIndexOf('/') + 1));
}

describe('the scanners', () => {
  test('are not loaded by importing, nor by names, versions, identifiers and times', () => {
    const program = `for (const text of ${JSON.stringify(NAMES)}) redactor.redact({ tool_name: text, run_id: text });`;
    expect(loadedBy(program)).not.toContain('scanners.ts');
  });

  test('are loaded with the first text that may hold something, which is redacted at once', () => {
    const program = `
      const text = 'ghp_' + 'a1B2c3D4e5'.repeat(4);
      if (redactor.redact({ note: text }).value.note !== '[redacted]') throw new Error('it stayed');`;
    expect(loadedBy(program)).toContain('scanners.ts');
  });

  test('are tried a few times where they cannot be loaded, while whatever they would have judged is replaced whole', () => {
    let loads = 0;
    const redactor = createRedactorWith(() => {
      loads++;
      throw new Error('not there');
    });
    for (let i = 0; i < 100; i++) {
      const { value, kinds } = redactor.redact({
        note: `a text (${i}) with: signs`,
        name: 'tool.call',
        list: [token()],
      });
      expect(value).toEqual({ note: '[redacted]', name: 'tool.call', list: ['[redacted]'] });
      expect(kinds).toEqual({ failed_closed: 2 });
    }
    expect(redactor.redactText(token())).toBe('[redacted]');
    expect(redactor.redact({ stack: 'Error: x\n at y (z.ts:1:2)' }).value).toBe('[redacted]');
    expect(JSON.stringify(redactor.redact({ [token()]: new Error(token()) }))).not.toContain(token());
    expect(loads).toBeLessThan(20);
  });

  test('are tried again where loading has failed once', () => {
    let isBusy = true;
    const redactor = createRedactorWith(() => {
      if (isBusy) throw new Error('too many open files');
      return scanners;
    });
    expect(redactor.redactText('all (1) of: this')).toBe('[redacted]');
    isBusy = false;
    expect(redactor.redactText('all (1) of: this')).toBe('all (1) of: this');
  });
});

test('the entry for bundlers exports what the other one does', () => {
  expect(Object.keys(whole).sort()).toEqual(Object.keys(lazy).sort());
});

describe('what is left without a scanner', () => {
  const random = createRandom();
  const policy = compilePolicy({}, scanners.assertSafePattern);
  /** Asks the scanners themselves. */
  const holdsNothing = (text: string): boolean => {
    const texts = scanners.createTextRedactor(policy);
    return texts.isClean(text, survey(text), 0);
  };
  const isLeft = (text: string): boolean => isPlainlyClean(text, survey(text), 0, false);

  test('knows how every token of the tables begins', () => {
    const beginnings = [...new Set(TOKEN_ROWS.flatMap(({ prefixes }) => prefixes))];
    expect(beginnings.filter((beginning) => !mayHoldToken(`${beginning}x`))).toEqual([]);
    const glued = beginnings.filter((beginning) => beginning.length >= 4 && /[_-]$/.test(beginning));
    expect(glued.filter((beginning) => !mayHoldToken(`a${beginning}x`))).toEqual([]);
  });

  test('leaves no sample of any format to chance', () => {
    const samples = TOKEN_FORMATS.flatMap(({ format }) => [0, 1, 2].map(() => fill(format, random)));
    expect(samples.filter((sample) => isLeft(sample) && !holdsNothing(sample))).toEqual([]);
    expect(samples.filter((sample) => isLeft(`x-${sample}`) && !holdsNothing(`x-${sample}`))).toEqual([]);
  });

  test('is right about every benign text and every part of one', () => {
    const texts = [...BENIGN.map((make) => make(random)), ...makeBenignLines(random, 1)];
    const parts = texts.flatMap((text) => [text, ...text.split(/[\s:=]+/)]);
    expect(parts.filter((part) => isLeft(part) && !holdsNothing(part))).toEqual([]);
  });

  test('is right about any row of letters, digits and signs of names', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'home',
        'Users',
        'root',
        'us',
        '_mmk',
        '-us',
        'DE',
        'GB',
        'tel',
        'ssn',
        '_',
        '-',
        '.',
        '/',
        '+',
        ' ',
      ),
      fc.stringMatching(/^[0-9]{1,9}$/),
      fc.stringMatching(/^[a-zA-Z]{1,6}$/),
      fc.stringMatching(/^[0-9a-f]{8,32}$/),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const text = pieces.join('');
        expect(isLeft(text) && !holdsNothing(text)).toBe(false);
      }),
      { numRuns: 3_000 },
    );
  });
});
