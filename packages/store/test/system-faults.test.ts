/** Faults that the kernel makes, not a fake: injected by strace where it is installed, and by limits of the shell. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { linesOf } from './support/log-text.ts';
import { countByWriter, startWriter } from './support/processes.ts';
import { useTemporaryFolder } from './support/temporary-folder.ts';
import type { WriterChildOptions } from './support/writer-child.ts';

const folder = useTemporaryFolder();
/** The long form, with every one of the first 20 calls: STORE_TEST_CALLS=20. */
const CALLS = Number(process.env['STORE_TEST_CALLS'] ?? 2);

function options(more: Partial<WriterChildOptions> = {}): WriterChildOptions {
  return {
    store: { directory: folder.path('log') },
    id: 'w',
    seed: 1,
    turns: 30,
    maxLineBytes: 1000,
    end: 'close',
    ...more,
  };
}

async function runToEnd(
  child: WriterChildOptions,
  wrapper: readonly string[],
): Promise<{ missing: number; repeated: number }> {
  const { acknowledged, stderr } = await startWriter(child, wrapper).ended;
  expect(stderr).toBe('');
  const { found, repeated } = countByWriter(linesOf(folder.path('log')));
  return { missing: acknowledged + 5 - (found.get('w')?.size ?? 0), repeated };
}

if (spawnSync('strace', ['-V']).status === 0) {
  describe('a call that the kernel fails', () => {
    const faults = ['EIO', 'ENOSPC', 'EAGAIN', 'EDQUOT'].map((code) => ({ call: 'write', code }));
    const cases = [...faults, { call: 'fdatasync', code: 'EIO' }].flatMap((fault) =>
      Array.from({ length: CALLS }, (_, before) => ({ ...fault, at: before + 1 })),
    );
    it.each(cases)('neither loses nor repeats a line: $call $code at call $at', async ({ call, code, at }) => {
      mkdirSync(folder.path('log'), { mode: 0o700 });
      const live = folder.path('log', 'events.jsonl');
      writeFileSync(live, '', { mode: 0o600 });
      const inject = `inject=${call}:error=${code}:when=${at}`;
      const wrapper = [
        'strace',
        '-f',
        '-qq',
        // strace counts the calls of each thread by itself.
        '-E',
        'UV_THREADPOOL_SIZE=1',
        '-o',
        folder.path('trace'),
        '-P',
        live,
        '-e',
        `trace=${call}`,
        '-e',
        inject,
      ];
      const durability = call === 'fdatasync' ? ('disk' as const) : ('os' as const);
      const child = options({
        store: { directory: folder.path('log'), durability, io: durability === 'disk' ? 'async' : 'sync' },
      });
      expect(await runToEnd(child, wrapper)).toEqual({ missing: 0, repeated: 0 });
      expect(readFileSync(folder.path('trace'), 'utf8')).toContain('(INJECTED)');
    });
  });
}

describe('a limit of the process', () => {
  it('on the size of a file (RLIMIT_FSIZE) makes it go on in a new one', async () => {
    const wrapper = ['bash', '-c', 'ulimit -f 8; exec "$@"', 'bash'];
    expect(await runToEnd(options(), wrapper)).toEqual({ missing: 0, repeated: 0 });
    expect(readdirSync(folder.path('log')).length).toBeGreaterThan(2);
  });

  it('on open files (RLIMIT_NOFILE) that is reached later does not stop a store that is open', async () => {
    const wrapper = ['bash', '-c', 'ulimit -n 40; exec "$@"', 'bash'];
    expect(await runToEnd(options(), wrapper)).toEqual({ missing: 0, repeated: 0 });
  });
});
