import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const src = resolve(import.meta.dirname, '../src');

/** Everything outside the package that an entry loads, types left out. */
function loads(entry: string): string[] {
  const seen = new Set<string>();
  const outside = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    const text = readFileSync(file, 'utf8').replaceAll(/(?:import|export) type [^;]*;/g, '');
    for (const [, specifier = ''] of text.matchAll(/(?:\sfrom|^import|\simport\()\s*'([^']+)'/gm)) {
      if (specifier.startsWith('.')) visit(resolve(dirname(file), specifier));
      else outside.add(specifier);
    }
  };
  visit(resolve(src, entry));
  return [...outside].sort();
}

describe('the entries', () => {
  it('load nothing at all where events are declared: no zod, no crypto, no file system', () => {
    expect(loads('index.ts')).toEqual([]);
    expect(loads('dictionary.ts')).toEqual([]);
  });

  it('load no zod where a host starts and where lines are read', () => {
    expect(loads('policy.ts')).toEqual(['canonicalize', 'node:crypto']);
    expect(loads('parse.ts')).toEqual(['node:crypto']);
  });

  it('load zod in the one entry that is named so', () => {
    expect(loads('zod.ts')).toEqual(['zod']);
  });
});
