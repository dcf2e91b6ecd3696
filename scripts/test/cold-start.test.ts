import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../workspace.ts';

/** Static imports that remain at run time: no `import type`, no `import()`. */
const STATIC = /^(?:import\s+|(?:import|export)\s(?!type\b)[\w\s{},*]*?\sfrom\s+)'([^']+)'/gm;

function resolve(from: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return join(dirname(from), specifier);
  const own = /^@telemetry\/([^/]+)(?:\/(.+))?$/.exec(specifier);
  return own === null ? undefined : join('packages', own[1] ?? '', 'src', `${own[2] ?? 'index'}.ts`);
}

/** Everything outside the workspace that importing a file loads. */
function loads(file: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return new Set();
  seen.add(file);
  expect(existsSync(join(ROOT, file))).toBe(true);
  const outside = new Set<string>();
  for (const [, specifier = ''] of readFileSync(join(ROOT, file), 'utf8').matchAll(STATIC)) {
    const inside = resolve(file, specifier);
    if (inside === undefined) outside.add(specifier);
    else for (const found of loads(inside, seen)) outside.add(found);
  }
  return outside;
}

describe('importing @telemetry/core', () => {
  it('loads nothing outside its own layers: no file system, no crypto, no schema library, no parser', () => {
    expect([...loads('packages/core/src/index.ts')]).toEqual([]);
  });

  it('would be seen to load what it loads', () => {
    expect([...loads('packages/store/src/index.ts')]).toContain('node:fs');
    expect([...loads('packages/schema/src/zod.ts')]).toContain('zod');
  });
});
