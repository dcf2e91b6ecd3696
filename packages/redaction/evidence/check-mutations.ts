/**
 * Breaks one guard or scanner at a time and demands that a test fails. Works on a copy of this package in a temporary
 * folder. Usage: `node packages/redaction/evidence/check-mutations.ts [part of a name]`. Rows of the token tables are
 * covered by a test of their own ("needs every row").
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PACKAGE = join(import.meta.dirname, '..');
const ROOT = join(PACKAGE, '../..');

interface Mutation {
  readonly name: string;
  readonly file: string;
  readonly from: string | RegExp;
  readonly to: string;
}

/** Every call of a scanner, removed. */
const scanners: Mutation[] = [
  ...readFileSync(join(PACKAGE, 'src/scan-text.ts'), 'utf8').matchAll(
    /(?<=[\s)])(?:policy\.)?scan(?!Plain|Text|OwnRules)\w+\((?:text|view)[^;]*\);/g,
  ),
].map((match) => ({
  name: `without ${match[0].slice(0, match[0].indexOf('('))}`,
  file: 'src/scan-text.ts',
  from: match[0],
  to: ';',
}));

/** Guards and rules of the walk, the texts and the keys. */
const guards: Mutation[] = [
  { name: 'without PuTTY keys', file: 'src/scanners/private-keys.ts', from: '\n  scanPutty(text, findings);', to: '' },
  { name: 'no decoded views', file: 'src/scan-text.ts', from: 'if (!isEncoded(text)) return;', to: 'return;' },
  { name: 'no second pass', file: 'src/text.ts', from: 'if (current === before) {', to: 'if (true) {' },
  { name: 'no stripping', file: 'src/text.ts', from: 'if (stripped !== current) {', to: 'if (false) {' },
  { name: 'no stacks', file: 'src/text.ts', from: 'if (stacks.count > 0) {', to: 'if (false) {' },
  { name: 'no bound of text', file: 'src/walk.ts', from: 'if (characters > MAX_TEXT_LENGTH)', to: 'if (false)' },
  {
    name: 'no bound of one text',
    file: 'src/text.ts',
    from: 'if (text.length > MAX_TEXT_LENGTH) {',
    to: 'if (false) {',
  },
  { name: 'no bound of depth', file: 'src/walk.ts', from: 'if (ancestors.length >= MAX_DEPTH)', to: 'if (false)' },
  { name: 'no bound of keys', file: 'src/walk.ts', from: '++count > MAX_KEYS', to: '++count > 1e9' },
  { name: 'no bound of nodes', file: 'src/walk.ts', from: 'if (++nodes > MAX_NODES) {', to: 'if (++nodes > 1e9) {' },
  { name: 'no cycles', file: 'src/walk.ts', from: 'if (ancestors.includes(item)) return', to: 'if (false) return' },
  { name: 'keys not scanned', file: 'src/redactor.ts', from: '|| !examine(key, 0)', to: '' },
  { name: 'unsafe keys kept', file: 'src/keys.ts', from: 'return KEY_UNSAFE;', to: 'return 0;' },
  {
    name: 'banned keys kept',
    file: 'src/walk.ts',
    from: 'const banned = (verdict & KEY_BANNED) !== 0;',
    to: 'const banned = false;',
  },
  { name: 'symbols kept', file: 'src/read-object.ts', from: 'if (symbols.length > 0)', to: 'if (false)' },
  {
    name: 'cache of anything',
    file: 'src/redactor.ts',
    from: 'if (!old.has(text) && !examine(text, 0)) return false;',
    to: 'if (!old.has(text) && !examine(text, 0)) { young.add(text); return false; }',
  },
  { name: 'cut within a pair', file: 'src/truncate.ts', from: 'if (code >= 0xd800 && code <= 0xdbff) end--;', to: '' },
  { name: 'identifiers as long as text', file: 'src/keys.ts', from: 'verdict |= KEY_IDENTIFIER;', to: 'verdict |= 0;' },
  { name: 'versions are addresses', file: 'src/keys.ts', from: 'verdict |= KEY_VERSION;', to: 'verdict |= 0;' },
  {
    name: 'any pattern',
    file: 'src/pattern-safety.ts',
    from: 'if (new Reader(source',
    to: 'if (false && new Reader(source',
  },
  { name: 'one window', file: 'src/scan-patterns.ts', from: 'const OVERLAP = 512;', to: 'const OVERLAP = 0;' },
  {
    name: 'errors pass',
    file: 'src/text.ts',
    from: "return { text: '[redacted]', kinds: { failed_closed: 1 }",
    to: 'return { text, kinds: { failed_closed: 1 }',
  },
  { name: 'no Luhn', file: 'src/scanners/numbers.ts', from: '&& passesLuhn(digits)', to: '' },
  { name: 'no remainder of 97', file: 'src/scanners/ibans.ts', from: '!passesIban(value)', to: 'false' },
  {
    name: 'no placeholders',
    file: 'src/scanners/placeholders.ts',
    from: 'return WORDS.has(value.toLowerCase());',
    to: 'return false;',
  },
  {
    name: 'no code',
    file: 'src/scanners/values.ts',
    from: 'if (value.length > 120) return false;',
    to: 'return false;',
  },
  {
    name: 'no borders of known values',
    file: 'src/scanners/../known-values.ts',
    from: 'if (!isBorder(text, end - 1) && !isBorder(text, end)) continue;',
    to: '',
  },
  { name: 'common words searched', file: 'src/common-words.ts', from: 'COMMON.has(value.toLowerCase())', to: 'false' },
  {
    name: 'no memory of failed rows',
    file: 'src/tokens/scan-tokens.ts',
    from: /memory\.failed\.set\(row, guarded\);/g,
    to: '',
  },
  { name: 'no memory of runs', file: 'src/tokens/scan-tokens.ts', from: 'memory.ends.set(row.body, end);', to: '' },
  {
    name: 'sorted words are a phrase',
    file: 'src/scanners/seed-phrases.ts',
    from: '&& !isSorted(text, starts, ends, from, i)',
    to: '',
  },
  {
    name: 'positions count in hashes',
    file: 'src/stack-hash.ts',
    from: ".replace(/(?::[0-9]{1,9}){1,2}/g, '')",
    to: '',
  },
];

const wanted = process.argv[2] ?? '';
const folder = mkdtempSync(join(tmpdir(), 'mutation-'));
let survived = 0;
try {
  for (const mutation of [...scanners, ...guards].filter(({ name }) => name.includes(wanted))) {
    const copy = join(folder, 'packages/redaction');
    rmSync(copy, { recursive: true, force: true });
    mkdirSync(copy, { recursive: true });
    for (const part of ['src', 'test', 'package.json'])
      cpSync(join(PACKAGE, part), join(copy, part), { recursive: true });
    symlinkSync(join(PACKAGE, 'node_modules'), join(copy, 'node_modules'));
    const path = join(copy, mutation.file);
    const before = readFileSync(path, 'utf8');
    const after = before.replace(mutation.from, mutation.to);
    if (after === before) throw new Error(`${mutation.name}: nothing to change in ${mutation.file}`);
    writeFileSync(path, after);
    const run = spawnSync(
      join(ROOT, 'node_modules/.bin/vitest'),
      ['run', '--root', folder, '--bail', '1', '-t', '^(?!.*every regular expression)'],
      { encoding: 'utf8', timeout: 240_000 },
    );
    const killed = run.status !== 0;
    if (!killed) survived++;
    console.log(`${killed ? 'found   ' : 'SURVIVED'} ${mutation.name}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${survived} survived`);
process.exitCode = survived === 0 ? 0 : 1;
