import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../../..');

/** What stands before every call: a function typed as `track` is, by name and by definition. */
const PRELUDE = `import type { EventDefinition, EventInput, EventName, EventOf } from '../../../src/index.ts';
import { count, defineEvent, extendStandardCatalog, hashed, oneOf, optional } from '../../../src/index.ts';
const indexed = defineEvent('repo.indexed', 'Indexed.', {
  minimal: { duration_ms: count(), language: oneOf('ts', 'go') }, standard: { files: optional(count()) }, debug: { command: hashed() },
});
const catalog = extendStandardCatalog({ events: [indexed] });
type Known = typeof catalog;
declare function track<Name extends EventName<Known>>(event: Name, payload: EventInput<EventOf<Known, Name>>): void;
declare function trackBy<Definition extends EventDefinition>(event: Definition, payload: EventInput<Definition>): void;
const fine = { duration_ms: 5, language: 'ts', command: 'x' } as const;
`;

/** Calls, and what their error must say. */
const WRONG = [
  ['a missing field', `trackBy(indexed, { language: 'ts', command: 'x' });`, /Property 'duration_ms' is missing/],
  [
    'a missing field, by name',
    `track('repo.indexed', { language: 'ts', command: 'x' });`,
    /Property 'duration_ms' is missing/,
  ],
  ['an undeclared field', `trackBy(indexed, { ...fine, repository: 'x' });`, /'repository' does not exist in type/],
  [
    'the recorded name of a hashed field',
    `trackBy(indexed, { ...fine, hashed_command: 'x' });`,
    /'hashed_command' does not exist/,
  ],
  ['a field of another type', `trackBy(indexed, { ...fine, duration_ms: 'slow' });`, /from property 'duration_ms'/],
  ['null for a field that may be missing', `trackBy(indexed, { ...fine, files: null });`, /from property 'files'/],
  [
    'a word outside the enumeration',
    `trackBy(indexed, { ...fine, language: 'py' });`,
    /"py"' is not assignable to type '"go" \| "ts"'[\s\S]*from property 'language'/,
  ],
  [
    'a standard event with a field of another type',
    `track('agent_execution', { agent_type: 'x', success: 1, duration_ms: 5 });`,
    /from property 'success'/,
  ],
  [
    'a field missing within a list',
    `track('workflow', { total_duration_ms: 5, total_steps: 1, success: true, actions: [{ action_type: 'x', component: 'y' }] });`,
    /Property 'timestamp_offset' is missing/,
  ],
  ['an event that nobody declared', `track('repo.moved', {});`, /'"repo\.moved"' is not assignable/],
  [
    'a field that no constructor made',
    `defineEvent('a.b', 'A.', { minimal: { x: count() }, debug: { y: 5 } });`,
    /'number' is not assignable to type 'Field'/,
  ],
] as const;

const RIGHT = [
  `trackBy(indexed, fine);`,
  `track('repo.indexed', { ...fine, files: undefined });`,
  `track('repo.indexed', { ...fine, files: 3 });`,
  `track('runner.started', {});`,
  `track('agent_execution', { agent_type: 'anything', success: true, duration_ms: 5, cost: 0.01 });`,
] as const;

/** A positive type test that is wrong, to see that the others can fail. */
const CANARY = `import { expectTypeOf } from 'vitest';
import type { EventInput } from '../../../src/index.ts';
import { defineEvent, flag } from '../../../src/index.ts';
const event = defineEvent('a.b', 'A.', { minimal: { x: flag() } });
expectTypeOf<EventInput<typeof event>>().toEqualTypeOf<{ readonly x: string }>();
`;

describe('the types of track', () => {
  let folder = '';
  let output = '';
  /** The diagnostics of one file, with the code that they point at. */
  const diagnosticsOf = (file: string): string =>
    output
      .split(/^(?=\S+\.ts:\d+:\d+ - )/m)
      .filter((part) => part.includes(`${relative(root, folder)}/${file}:`) || part.startsWith(file))
      .join('');

  beforeAll(() => {
    const parent = join(import.meta.dirname, '.tmp');
    mkdirSync(parent, { recursive: true });
    folder = mkdtempSync(join(parent, 'types-'));
    WRONG.forEach(([, code], index) => {
      writeFileSync(join(folder, `wrong-${index}.ts`), `${PRELUDE}${code}\n`);
    });
    RIGHT.forEach((code, index) => {
      writeFileSync(join(folder, `right-${index}.ts`), `${PRELUDE}${code}\n`);
    });
    writeFileSync(join(folder, 'canary.ts'), CANARY);
    const config = {
      extends: relative(folder, join(root, 'tsconfig.base.json')),
      compilerOptions: {
        composite: false,
        declaration: false,
        emitDeclarationOnly: false,
        noEmit: true,
        noUnusedLocals: false,
      },
      include: ['*.ts', '../../types/*.ts'],
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    const compiler = spawnSync(join(root, 'node_modules/.bin/tsc'), ['--pretty', '-p', join(folder, 'tsconfig.json')], {
      cwd: root,
      encoding: 'utf8',
    });
    // Pretty output names the expected property below the message; its colours are taken out.
    output = compiler.stdout.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g'), '');
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(WRONG.map(([title, , message], index) => [title, index, message] as const))(
    'refuses %s, and names it',
    (_, index, message) => {
      expect(diagnosticsOf(`wrong-${index}.ts`)).toMatch(message);
    },
  );

  it.each(RIGHT.map((code, index) => [code, index] as const))('takes %s', (_, index) => {
    expect(diagnosticsOf(`right-${index}.ts`)).toBe('');
  });

  it('are exactly what the declarations say', () => {
    expect(output).not.toContain('event-input.ts');
    expect(diagnosticsOf('canary.ts')).toContain('error TS');
  });
});
