import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCanary } from '../../src/canary.ts';
import { linesOf, prove } from '../../src/proof/prove.ts';

let folder: string;
let repository: string;

beforeEach(() => {
  const root = mkdtempSync(join(tmpdir(), 'proof-test-'));
  [folder, repository] = [join(root, 'telemetry'), join(root, 'place-of-work')];
  mkdirSync(join(folder, 'deep/down'), { recursive: true });
  mkdirSync(repository);
});

afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }));

const SOURCE = '  const total = "the \\"sum\\" of it";\n}\n';
const look = (secret: string) => prove(folder, { secrets: [secret], repository, lines: linesOf(SOURCE) });
const found = (secret: string) => look(secret).found;

/** Ways in which a key may stand in a file without looking like itself. */
const DISGUISES: readonly (readonly [string, (key: string) => string | Buffer])[] = [
  ['as it is', (key) => key],
  ['base64', (key) => Buffer.from(key).toString('base64')],
  ['base64 after one byte', (key) => Buffer.from(`x${key}`).toString('base64')],
  ['base64 after two bytes, with more behind', (key) => Buffer.from(`xy${key}z`).toString('base64')],
  ['base64url', (key) => Buffer.from(`Basic:${key}`).toString('base64url')],
  ['hex', (key) => Buffer.from(key).toString('hex')],
  ['hex in capitals', (key) => Buffer.from(key).toString('hex').toUpperCase()],
  ['percent', (key) => Buffer.from(key).toString('hex').replace(/../g, '%$&')],
  ['escaped', (key) => [...key].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')],
  ['UTF-16', (key) => Buffer.from(key, 'utf16le')],
  ['backwards', (key) => [...key].reverse().join('')],
  ['compressed', (key) => gzipSync(`{"a":"${key}"}`)],
  ['cut to 23 characters at its beginning', (key) => key.slice(1, 24)],
  ['cut to 23 characters at its end', (key) => key.slice(-23)],
];

describe('the proof', () => {
  test.each(DISGUISES)('finds a key %s, wherever it stands in a file', (_, disguise) => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat()), fc.string(), (chances, noise) => {
        const key = createCanary((bound) => (chances.next().value ?? 0) % bound);
        const hidden = disguise(key);
        const around = Buffer.isBuffer(hidden) ? '' : noise.replace(/[A-Za-z0-9+/_-]+/g, ' ');
        writeFileSync(join(folder, 'deep/down/file'), Buffer.concat([Buffer.from(around), Buffer.from(hidden)]));
        expect(found(key)).toMatchObject({ key: true, path: false, source: false });
      }),
      { numRuns: 20 },
    );
  });

  test('finds nothing in files that hold something else', () => {
    fc.assert(
      fc.property(fc.string(), (noise) => {
        writeFileSync(join(folder, 'file'), noise);
        expect(found(createCanary())).toEqual({ key: false, path: false, source: false });
      }),
      { numRuns: 20 },
    );
  });

  test('finds a key in the name of a file', () => {
    const key = createCanary();
    writeFileSync(join(folder, key), '');
    expect(found(key).key).toBe(true);
  });

  test('finds the path, whole or its last part, also escaped', () => {
    for (const text of [repository, 'place-of-work', encodeURIComponent(repository)]) {
      writeFileSync(join(folder, 'file'), `at ${text}/src`);
      expect(found(createCanary()).path, text).toBe(true);
    }
  });

  test('finds a line of the source, plain or within JSON', () => {
    const [line = ''] = linesOf(SOURCE);
    for (const text of [line, JSON.stringify({ line })]) {
      writeFileSync(join(folder, 'file'), text);
      expect(found(createCanary()).source, text).toBe(true);
    }
  });

  test('says how much it read, and whether it would have found anything', () => {
    const key = createCanary();
    writeFileSync(join(folder, 'a'), '12345');
    writeFileSync(join(folder, 'deep/b'), '123');
    symlinkSync(join(folder, 'a'), join(folder, 'link'));
    expect(look(key)).toMatchObject({ searched: { files: 3, bytes: 13 }, control: { key: false, source: false } });
    writeFileSync(join(repository, '.env'), key);
    expect(look(key).control).toEqual({ key: true, source: false });
  });

  test('goes on when a file is gone by the time it is read, as while another process purges', () => {
    const key = createCanary();
    writeFileSync(join(folder, 'z'), key);
    symlinkSync(join(folder, 'gone'), join(folder, 'deep/down/was-listed'));
    expect(look(key)).toMatchObject({ searched: { files: 1 }, found: { key: true } });
  });

  test('reads nothing where there is no folder', () => {
    rmSync(folder, { recursive: true });
    expect(look(createCanary())).toMatchObject({ searched: { exists: false, files: 0 } });
  });
});
