import { appendFileSync, existsSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { appendLosses, readLosses } from '../src/index.ts';
import { useTemporaryFolder } from './support/temporary-folder.ts';

const folder = useTemporaryFolder();
const file = (): string => folder.path('t', 'losses.jsonl');

describe('losses', () => {
  it('are summed over all deltas', () => {
    expect(appendLosses(file(), { queue_full: 2, too_long: 1 })).toBe(true);
    expect(appendLosses(file(), { queue_full: 3 })).toBe(true);
    expect(readLosses(file())).toEqual({ queue_full: 5, too_long: 1 });
    expect(statSync(file()).mode & 0o777).toBe(0o600);
  });

  it('write nothing when there are none', () => {
    expect(appendLosses(file(), {})).toBe(true);
    expect(appendLosses(file(), { queue_full: 0 })).toBe(true);
    expect(existsSync(file())).toBe(false);
    expect(readLosses(file())).toEqual({});
  });

  it('hold reasons and numbers only, whatever the file says', () => {
    appendLosses(file(), { queue_full: 1, 'not a reason': 5, Nor_this: 1 });
    appendFileSync(
      file(),
      '{"v":1,"dropped":{"queue_full":-4,"x y":1,"too_long":"9"}}\n{"v":2,"dropped":{"queue_full":9}}\n[]\nnull\n{"v":1,"drop',
    );
    expect(readLosses(file())).toEqual({ queue_full: 1 });
  });

  it('are kept by the caller when they cannot be written', () => {
    appendLosses(file(), { queue_full: 1 });
    writeFileSync(folder.path('victim'), '');
    symlinkSync(folder.path('victim'), folder.path('t', 'other.jsonl'));
    expect(appendLosses(folder.path('t', 'other.jsonl'), { queue_full: 1 })).toBe(false);
    expect(statSync(folder.path('victim')).size).toBe(0);
  });
});
