import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createIdentity,
  damagedIdentityFile,
  encodeIdentity,
  eraseKeyHash,
  openIdentity,
  parseIdentity,
  readIdentity,
} from '../src/identity.ts';
import { type Home, makeHome } from './home.ts';
import { runTogether } from './run-process.ts';

let home: Home;
beforeEach(() => {
  home = makeHome();
});
afterEach(() => home.remove());

function plant(text: string): void {
  mkdirSync(home.paths.telemetryDir, { recursive: true, mode: 0o700 });
  writeFileSync(home.paths.identityFile, text, { mode: 0o600 });
}

describe('the identity', () => {
  it('is not made by reading', () => {
    expect(readIdentity(home.paths)).toBeUndefined();
    expect(existsSync(home.paths.root)).toBe(false);
  });

  it('is made once: a file for its user alone, in a folder for its user alone', async () => {
    const first = await openIdentity(home.paths);
    expect(first.state).toBe('created');
    expect(first.identity.installId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(first.identity.salt.byteLength).toBe(32);
    expect(first.identity.eraseKey).toMatch(/^[0-9a-f]{64}$/);
    expect(statSync(home.paths.identityFile).mode & 0o777).toBe(0o600);
    expect(statSync(home.paths.telemetryDir).mode & 0o777).toBe(0o700);
    const second = await openIdentity(home.paths);
    expect(second).toEqual({ ...first, state: 'found' });
  });

  it('holds nothing twice, and nothing that another identity holds', () => {
    const all = Array.from({ length: 100 }, () => createIdentity(0)).flatMap(({ installId, salt, eraseKey }) => [
      installId,
      Buffer.from(salt).toString('hex'),
      eraseKey,
    ]);
    expect(new Set(all).size).toBe(300);
  });

  it('is one, when 12 processes start at once', async () => {
    const { telemetryDir, identityFile } = home.paths;
    const printed = await runTogether('open-identity.ts', Array(12).fill([telemetryDir, identityFile]));
    const ids = new Set(printed.map((line) => line.split(' ')[0]));
    expect(ids).toEqual(new Set([readIdentity(home.paths)?.installId]));
    expect(printed.filter((line) => line.endsWith(' created'))).toHaveLength(1);
    expect(readdirSync(telemetryDir).sort()).toEqual(['consent.lock', 'identity.json']);
  });

  it('is one, when 12 processes find a damaged one at once', async () => {
    plant('{ "identity_version": 1, ');
    const { telemetryDir, identityFile } = home.paths;
    const printed = await runTogether('open-identity.ts', Array(12).fill([telemetryDir, identityFile]));
    expect(new Set(printed.map((line) => line.split(' ')[0])).size).toBe(1);
    expect(printed.filter((line) => line.endsWith(' replaced'))).toHaveLength(1);
    expect(readFileSync(damagedIdentityFile(home.paths), 'utf8')).toBe('{ "identity_version": 1, ');
  });

  it('is set aside and replaced when it is damaged, and that is told', async () => {
    plant('');
    expect(() => readIdentity(home.paths)).toThrow(expect.objectContaining({ code: 'IDENTITY_DAMAGED' }));
    const opened = await openIdentity(home.paths);
    expect(opened).toMatchObject({ state: 'replaced', damagedFile: damagedIdentityFile(home.paths) });
    expect(readIdentity(home.paths)).toEqual(opened.identity);
  });

  it('never takes a cut or changed file for whole, unless it says the same', () => {
    const identity = createIdentity(0);
    const text = encodeIdentity(identity);
    fc.assert(
      fc.property(fc.nat({ max: text.length - 1 }), fc.constantFrom('', 'x', '"', '0', '\u0000'), (at, by) => {
        const changed = text.slice(0, at) + by + text.slice(at + 1);
        let parsed: unknown;
        try {
          parsed = parseIdentity(changed);
        } catch (error) {
          expect(error).toMatchObject({ code: 'IDENTITY_DAMAGED' });
          expect(String(error)).not.toContain(identity.eraseKey.slice(0, 8));
          return;
        }
        // What still parses has the right shape: a digit of another value, or white space.
        expect(Object.keys(parsed as object)).toEqual(Object.keys(identity));
      }),
    );
    for (let length = 0; length < text.length - 2; length++)
      expect(() => parseIdentity(text.slice(0, length))).toThrow();
  });

  it('leaves an identity of a later version alone', async () => {
    plant('{ "identity_version": 2, "keys": [] }');
    await expect(openIdentity(home.paths)).rejects.toMatchObject({ code: 'IDENTITY_UNREADABLE' });
    expect(readFileSync(home.paths.identityFile, 'utf8')).toBe('{ "identity_version": 2, "keys": [] }');
  });

  it('reads what a later version wrote when it can', () => {
    const later = { ...JSON.parse(encodeIdentity(createIdentity(0))), identity_version: 2, more: true };
    expect(parseIdentity(JSON.stringify(later)).createdAt).toBe('1970-01-01T00:00:00.000Z');
  });

  it('follows no link, and makes what others could read private again', async () => {
    const real = join(home.home, 'elsewhere.json');
    writeFileSync(real, encodeIdentity(createIdentity(0)));
    mkdirSync(home.paths.telemetryDir, { recursive: true, mode: 0o700 });
    symlinkSync(real, home.paths.identityFile);
    await expect(openIdentity(home.paths)).rejects.toMatchObject({ code: 'IDENTITY_UNREADABLE' });
    const other = makeHome();
    try {
      await openIdentity(other.paths);
      chmodSync(other.paths.identityFile, 0o644);
      await openIdentity(other.paths);
      expect(statSync(other.paths.identityFile).mode & 0o777).toBe(0o600);
    } finally {
      other.remove();
    }
  });

  it('shows the digest of the erase key, by FIPS 180-4', () => {
    const eraseKey = '00'.repeat(32);
    expect(eraseKeyHash({ eraseKey })).toBe('66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925');
  });
});
