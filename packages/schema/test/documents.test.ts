import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { DERIVED_ID_NAMESPACE, GENERATION_SIZE, parseEvent } from '../src/parse.ts';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

it('the README’s example prints what the README says', () => {
  const [, code = '', printed = ''] = /```ts\n(.*?)```\s+```\n(.*?)```/s.exec(read('../README.md')) ?? [];
  const parent = join(import.meta.dirname, '.tmp');
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, 'readme-'));
  try {
    writeFileSync(join(folder, 'example.ts'), code);
    const { stdout } = spawnSync(process.execPath, [join(folder, 'example.ts')], { encoding: 'utf8' });
    expect(stdout.trim()).toBe(printed.trim());
    expect(printed).toContain('hashed_command');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

it('the examples of docs/formats/events.md are read as the dialects that they stand under', () => {
  const page = read('../../../docs/formats/events.md');
  const lines = [...page.matchAll(/```json\n(\{.*"event(?:_type)?":.*)\n```/g)].map(([, line = '']) => line);
  const dialects = lines.map((line) => parseEvent(line)).map((parsed) => (parsed.ok ? parsed.dialect : parsed.reason));
  expect(dialects).toEqual(['runner_0_1', 'cycle_0_1', 'flat_usage_1', 'flat_orchestrator']);
  expect(page).toContain(DERIVED_ID_NAMESPACE);
  expect(page).toContain(GENERATION_SIZE.toLocaleString('en'));
});
