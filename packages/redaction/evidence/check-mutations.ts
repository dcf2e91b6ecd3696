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

/** Files that take a second and find most of what is broken: asked first. */
const QUICK = ['neighbours', 'start', 'attacks', 'personal', 'policy', 'walk', 'redact.test', 'truncate', 'stack-hash'];

interface Mutation {
  readonly name: string;
  readonly file: string;
  readonly from: string | RegExp;
  readonly to: string;
}

/** Every call of a scanner, removed. */
const scanners: Mutation[] = [
  ...readFileSync(join(PACKAGE, 'src/scan-text.ts'), 'utf8').matchAll(
    /(?<=[\s)])(?:rules\.)?scan(?!Plain|Text|OwnRules)\w+\((?:text|view)[^;]*\);/g,
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
    from: 'const banned = (verdict & KEY_BANNED) !== 0 ||',
    to: 'const banned =',
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
    file: 'src/scanners/known-value-scan.ts',
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

/** What keeps a scan linear: memories of how far one has looked. */
const memories: Mutation[] = [
  {
    name: 'values are walked again',
    file: 'src/scanners/assigned-values.ts',
    from: 'if (start >= known.from && start < known.to)',
    to: 'if (false)',
  },
  {
    name: 'arguments are walked again',
    file: 'src/scanners/commands.ts',
    from: 'else if (start >= walked.from && start < walked.to)',
    to: 'else if (false)',
  },
  {
    name: 'header lines are walked again',
    file: 'src/scanners/headers.ts',
    from: 'if (line.quote === quote && line.end > start)',
    to: 'if (false)',
  },
  {
    name: 'runs with a sign are claimed again',
    file: 'src/scanners/composed-tokens.ts',
    from: 'at = runTo;',
    to: 'at += 2;',
  },
  {
    name: 'runs with a sign are walked again',
    file: 'src/scanners/composed-tokens.ts',
    from: 'if (at + 2 > runTo)',
    to: 'if (true)',
  },
  {
    name: 'any number of scans',
    file: 'src/text.ts',
    from: 'const MAX_PASSES = 2;',
    to: 'const MAX_PASSES = 20;',
  },
];

/** What stands beside the scanners: rules within them. */
const rules: Mutation[] = [
  ...['scanPasswordHashes', 'scanVaults', 'scanJsonWebKeys'].map((name) => ({
    name: `without ${name}`,
    file: 'src/scanners/key-material.ts',
    from: `  ${name}(text, findings);`,
    to: '',
  })),
  ...[
    ...readFileSync(join(PACKAGE, 'src/scanners/announced.ts'), 'utf8').matchAll(
      /(?<=^ {2}\['.{1,20}', |^ {4})(\/(?!\/).*\/g[im]{0,2})(?=\]?,$)/gm,
    ),
  ].map((match) => ({
    name: `without the phrase ${match[1]?.slice(0, 24)}`,
    file: 'src/scanners/announced.ts',
    from: match[0],
    to: '/(?!)/g',
  })),
  {
    name: 'no columns',
    file: 'src/scanners/credential-calls.ts',
    from: 'if (/insert/i.test(text)) scanInserts(text, findings);',
    to: '',
  },
  {
    name: 'no lists',
    file: 'src/scanners/assignments.ts',
    from: 'if (value.quoted) end = scanList(text, value, strength, walked, findings);',
    to: '',
  },
  {
    name: 'no line below',
    file: 'src/scanners/assigned-values.ts',
    from: /return block \|\| .*lineBelow.*;/,
    to: 'return undefined;',
  },
  {
    name: 'no blocks of YAML',
    file: 'src/scanners/assigned-values.ts',
    from: 'block = true;',
    to: 'return undefined;',
  },
  ...['scanLineValues', 'scanNamedNouns'].map((name) => ({
    name: `without ${name}`,
    file: 'src/scanners/markup.ts',
    from: `  ${name}(text, findings);`,
    to: '',
  })),
  {
    name: 'no lists below',
    file: 'src/scanners/line-values.ts',
    from: "if (text.includes('- ')) scan",
    to: 'if (!text) scan',
  },
  { name: 'no parts of forms', file: 'src/scanners/line-values.ts', from: "text.includes('form-data')", to: 'false' },
  { name: 'no wide signs', file: 'src/scan-text.ts', from: '(signs & HAS_WIDE) === 0', to: 'true' },
  {
    name: 'no declarations',
    file: 'src/scanners/declarations.ts',
    from: 'if (match === null) return undefined;',
    to: 'if (match !== null) return undefined; else return undefined;',
  },
  {
    name: 'no wrappers',
    file: 'src/scanners/declarations.ts',
    from: 'WRAPPER.exec(text)',
    to: 'null as RegExpExecArray | null',
  },
  { name: 'no tags in pairs', file: 'src/scanners/markup.ts', from: '/(?:string|value)$/i.test(tag)', to: 'false' },
  { name: 'no said passwords', file: 'src/scanners/markup.ts', from: '  scanSaid(text, findings);', to: '' },
  { name: 'no codes of digits', file: 'src/scanners/markup.ts', from: '|| CODE_NOUN.test(noun)', to: '' },
  { name: 'no private parts of keys', file: 'src/keys.ts', from: 'return KEY_JWK;', to: 'return 0;' },
];

/** What is left without a scanner: each question that a name has to pass. */
const names: Mutation[] = [
  ['tokens', '|| mayHoldToken(text)', ''],
  ['numbers', '|| mayHoldNumber(text)', ''],
  ['addresses', '&& ADDRESS.test(text)', '&& false'],
  ['home folders', '&& HOME.test(text)', '&& false'],
  ['neighbours', '? !NEIGHBOURS.test(text)', '? true'],
  ['ends', ': !isKnownByEnd(text)', ': true'],
  ['keys that say secret', '(verdict & (KEY_SECRET | KEY_WEAK)) !== 0 ||', ''],
].map(([name = '', from = '', to = '']) => ({ name: `names: no ${name}`, file: 'src/plainly-clean.ts', from, to }));

const wanted = process.argv[2] ?? '';
const folder = mkdtempSync(join(tmpdir(), 'mutation-'));
let survived = 0;

/** True when a test of these files fails; no names: all files. */
function isKilled(files: readonly string[]): boolean {
  const run = spawnSync(
    join(ROOT, 'node_modules/.bin/vitest'),
    ['run', '--root', folder, '--bail', '1', '--testTimeout', '60000', '-t', '^(?!.*every regular)', ...files],
    { encoding: 'utf8', timeout: 400_000 },
  );
  return run.status !== 0;
}

try {
  for (const mutation of [...memories, ...names, ...rules, ...scanners, ...guards].filter(({ name }) =>
    name.includes(wanted),
  )) {
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
    const killed = isKilled(QUICK) || isKilled([]);
    if (!killed) survived++;
    console.log(`${killed ? 'found   ' : 'SURVIVED'} ${mutation.name}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${survived} survived`);
process.exitCode = survived === 0 ? 0 : 1;
