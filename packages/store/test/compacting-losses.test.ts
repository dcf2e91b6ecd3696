import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { appendLosses, createNodeFileSystem, readLosses, type StoreFileSystem } from '../src/index.ts';
import { useTemporaryFolder } from './support/temporary-folder.ts';

const folder = useTemporaryFolder();
const file = (): string => folder.path('t', 'losses.jsonl');
const lock = (): string => `${file()}.00000000.tmp`;

const SOURCE = pathToFileURL(`${import.meta.dirname}/../src/losses.ts`).href;
const LIMIT = 65_536;

/** Appends deltas of 1 each until the file is just short of being summed. Returns how many. */
function fillAlmost(): number {
  appendLosses(file(), { queue_full: 1 });
  let count = 1;
  for (let size = statSync(file()).size; size < LIMIT - 64; count += 1) {
    const line = `\n{"v":1,"id":"${count.toString(16).padStart(16, '0')}","dropped":{"queue_full":1}}\n`;
    appendFileSync(file(), line);
    size += line.length;
  }
  return count;
}

/** What happens in the moment between the reading of the old file and the rename. */
function meanwhile(act: () => void): StoreFileSystem {
  const fs = createNodeFileSystem();
  return {
    ...fs,
    fsync(fd) {
      act();
      fs.fsync(fd);
    },
  };
}

/** Fills the file up, and some more, with that going on meanwhile. Returns the sum of what was appended. */
function appendUntilSummed(fs: StoreFileSystem): number {
  const before = fillAlmost();
  for (let n = 0; n < 4; n += 1) expect(appendLosses(file(), { queue_full: 1 }, fs)).toBe(true);
  return before + 4;
}

describe('a file of losses that has grown', () => {
  it('becomes one line with the sum, for its user alone', () => {
    const count = appendUntilSummed(createNodeFileSystem());
    expect(statSync(file()).size).toBeLessThan(LIMIT / 2);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(readLosses(file())).toEqual({ queue_full: count });
    expect(existsSync(lock())).toBe(false);
  });

  it('keeps what is appended between the reading and the replacement', () => {
    const count = appendUntilSummed(meanwhile(() => appendLosses(file(), { too_long: 7 })));
    expect(readLosses(file())).toEqual({ queue_full: count, too_long: 7 });
  });

  it('counts a line once that its writer wrote again since it saw the replacement', () => {
    const line = '\n{"v":1,"id":"00000000000000ff","dropped":{"queue_full":5}}\n';
    appendLosses(file(), { queue_full: 1 });
    appendFileSync(file(), line + line);
    expect(readLosses(file())).toEqual({ queue_full: 6 });
  });

  it('counts a line once that was summed before its writer looked', () => {
    const count = fillAlmost();
    const real = createNodeFileSystem();
    let others = 0;
    const fs: StoreFileSystem = {
      ...real,
      write(fd, bytes, offset, length) {
        const taken = real.write(fd, bytes, offset, length);
        const whole = statSync(file()).ino;
        while (others < 9 && statSync(file()).ino === whole) {
          appendLosses(file(), { queue_full: 1 });
          others += 1;
        }
        return taken;
      },
    };
    expect(appendLosses(file(), { queue_full: 1 }, fs)).toBe(true);
    expect(statSync(file()).size).toBeLessThan(LIMIT / 2);
    expect(readLosses(file())).toEqual({ queue_full: count + others + 1 });
  });

  it('gets a line that went to the replaced file once more', () => {
    const real = createNodeFileSystem();
    let isFirst = true;
    const fs: StoreFileSystem = {
      ...real,
      write(fd, bytes, offset, length) {
        const taken = real.write(fd, bytes, offset, length);
        if (isFirst) rmSync(file());
        isFirst = false;
        return taken;
      },
    };
    expect(appendLosses(file(), { queue_full: 2 }, fs)).toBe(true);
    expect(readLosses(file())).toEqual({ queue_full: 2 });
  });

  it('stays removed when a purge goes on at the same time', () => {
    const before = fillAlmost();
    const fs = meanwhile(() => rmSync(file()));
    appendLosses(file(), { queue_full: 1 }, fs);
    appendLosses(file(), { queue_full: 1 }, fs);
    appendLosses(file(), { queue_full: 1 }, fs);
    expect(before).toBeGreaterThan(3);
    expect(readLosses(file())['queue_full'] ?? 0).toBeLessThan(4);
    expect(existsSync(lock())).toBe(false);
  });

  it('is summed by one process at a time, and again after one was killed at it', () => {
    const count = fillAlmost();
    writeFileSync(lock(), '');
    for (let n = 0; n < 3; n += 1) appendLosses(file(), { queue_full: 1 });
    expect(statSync(file()).size).toBeGreaterThan(LIMIT);
    utimesSync(lock(), 0, 0);
    for (let n = 0; n < 2; n += 1) appendLosses(file(), { queue_full: 1 });
    expect(statSync(file()).size).toBeLessThan(LIMIT / 2);
    expect(readLosses(file())).toEqual({ queue_full: count + 5 });
  });

  it('keeps the lines of a newer version as they are', () => {
    const newer = '{"v":2,"lost":{"queue_full":9}}';
    appendLosses(file(), { queue_full: 1 });
    appendFileSync(file(), `${newer}\n`);
    const count = appendUntilSummed(createNodeFileSystem());
    expect(statSync(file()).size).toBeLessThan(LIMIT / 2);
    expect(readFileSync(file(), 'utf8').split('\n')).toContain(newer);
    expect(readLosses(file())).toEqual({ queue_full: count + 1 });
  });

  it('loses and doubles nothing while several processes append', async () => {
    const each = 1500;
    const script = `import { appendLosses } from ${JSON.stringify(SOURCE)};
      let written = 0;
      for (let n = 0; n < ${each}; n += 1) if (appendLosses(process.argv[1], { queue_full: 1 })) written += 1;
      process.exitCode = written === ${each} ? 0 : 1;`;
    const children = Array.from({ length: 3 }, () =>
      spawn(process.execPath, ['--input-type=module', '--eval', script, file()], { stdio: 'ignore' }),
    );
    const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0] as number | null));
    expect(codes).toEqual([0, 0, 0]);
    expect(readLosses(file())).toEqual({ queue_full: 3 * each });
    expect(statSync(file()).size).toBeLessThan(2 * LIMIT);
  });
});
