import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTomlTable, readToml } from '../src/read-toml.ts';
import { isSameToml } from '../src/same-toml.ts';
import { lineAt, scanToml } from '../src/scan-toml.ts';
import { nastyToml } from './nasty-toml.ts';

/** Follows a path into parsed TOML; in an array of tables, the last. */
function valueAt(root: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((at, part) => {
    const table = Array.isArray(at) ? at.at(-1) : at;
    return isTomlTable(table) && Object.hasOwn(table, part) ? table[part] : undefined;
  }, root);
}

describe('scanToml', () => {
  it('finds what the parser finds: each value, cut out and parsed alone, is the one at its path', async () => {
    let pairs = 0;
    await fc.assert(
      fc.asyncProperty(nastyToml, async (text) => {
        const root = await readToml(text, 'x');
        for (const item of scanToml(text)) {
          if (item.kind !== 'pair') continue;
          pairs++;
          const path = [...item.table, ...item.key];
          const alone = await readToml(`value = ${text.slice(item.valueStart, item.end)}`, 'x');
          expect(isSameToml(alone['value'], valueAt(root, path))).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
    expect(pairs).toBeGreaterThan(500);
  });

  it('finds every leaf: nothing that the parser knows is missed', async () => {
    await fc.assert(
      fc.asyncProperty(nastyToml, async (text) => {
        const heads = new Set(
          scanToml(text).map((item) => (item.kind === 'pair' ? [...item.table, ...item.key] : item.path)[0]),
        );
        expect(heads).toEqual(new Set(Object.keys(await readToml(text, 'x'))));
      }),
      { numRuns: 300 },
    );
  });

  it('counts lines from 1, whatever ends them', () => {
    expect(lineAt('a\r\nb\nc', 0)).toBe(1);
    expect(lineAt('a\r\nb\nc', 3)).toBe(2);
    expect(lineAt('a\r\nb\nc', 5)).toBe(3);
  });
});
