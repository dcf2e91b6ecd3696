import { describe, expect, it } from 'vitest';
import { findProblems, MAY_IMPORT, readSources } from '../layers.ts';
import { ROOT } from '../workspace.ts';

const source = (path: string, text: string) => ({ path, text });

describe('the layers', () => {
  it('hold in this workspace', () => {
    expect(findProblems(readSources(ROOT))).toEqual([]);
  });

  it('let no package import one that stands above it, however it is written', () => {
    for (const text of [
      "import { createTelemetry } from '@telemetry/core';",
      "import type { Telemetry } from '@telemetry/core';",
      "export { createTelemetry } from '@telemetry/core';",
      "const core = await import('@telemetry/core');",
      "import '@telemetry/core/sub';",
      "import {\n  createTelemetry,\n} from '@telemetry/core';",
    ]) {
      expect(findProblems([source('packages/schema/src/x.ts', text)])).toEqual([
        'packages/schema/src/x.ts: schema may not import core',
      ]);
    }
  });

  it('are without a circle between packages', () => {
    const visit = (name: string, trail: readonly string[]): void => {
      expect(trail).not.toContain(name);
      for (const next of MAY_IMPORT[name] ?? []) visit(next, [...trail, name]);
    };
    for (const name of Object.keys(MAY_IMPORT)) visit(name, []);
  });

  it('have no circle between files', () => {
    const problems = findProblems([
      source('packages/schema/src/a.ts', "import { b } from './b.ts';"),
      source('packages/schema/src/b.ts', "import { a } from './a.ts';"),
    ]);
    expect(problems).toEqual([
      'cycle: packages/schema/src/a.ts -> packages/schema/src/b.ts -> packages/schema/src/a.ts',
    ]);
  });

  it('let no file open a socket that is not named for it', () => {
    for (const text of [
      "import { request } from 'node:http';",
      "import net from 'net';",
      "const dns = process.getBuiltinModule('node:dns');",
      "await fetch('http://127.0.0.1');",
      "import { lookup } from 'node:dns/promises';",
    ]) {
      expect(findProblems([source('packages/core/src/x.ts', text)])).toHaveLength(1);
    }
    expect(findProblems([source('packages/core/src/x.ts', "// fetch('x') in a comment is none")])).toEqual([]);
  });

  it('keep pure packages away from disk, clock and chance', () => {
    for (const text of ["import { readFileSync } from 'node:fs';", 'const t = Date.now();', 'Math.random();']) {
      expect(findProblems([source('packages/payload/src/x.ts', text)])).toHaveLength(1);
      expect(findProblems([source('packages/core/src/x.ts', text)])).toEqual([]);
    }
  });

  it('let no file reach into another package by path', () => {
    expect(
      findProblems([source('packages/core/src/x.ts', "import { y } from '../../schema/src/index.ts';")]),
    ).toHaveLength(1);
  });
});
