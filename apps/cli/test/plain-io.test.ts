import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const MODULE = fileURLToPath(new URL('../src/plain-io.ts', import.meta.url));

/** A program that writes through the plain output. `text` is an expression. */
function writes(text: string): readonly string[] {
  const program = `const { createPlainIo } = await import(${JSON.stringify(MODULE)});
    try { await createPlainIo().stdout.write(${text}); } catch (error) { process.stderr.write(error.name); }`;
  return ['--input-type=module', '--eval', program];
}

describe('output without streams', () => {
  it('writes a text that no pipe holds at once wholly and in order', () => {
    const { stdout, stderr } = spawnSync(process.execPath, writes("Array(200_000).keys().toArray().join('é\\n')"), {
      encoding: 'utf8',
      maxBuffer: 8_000_000,
    });
    expect(stderr).toBe('');
    expect(stdout === Array.from({ length: 200_000 }, (_, index) => index).join('é\n')).toBe(true);
  });

  it('waits for the reader of a pipe that was told not to wait', () => {
    const program = writes("(process.stdout, 'aé'.repeat(1_000_000))");
    const { stdout, stderr } = spawnSync(process.execPath, program, { encoding: 'utf8', maxBuffer: 8_000_000 });
    expect(stderr).toBe('');
    expect(stdout === 'aé'.repeat(1_000_000)).toBe(true);
  });

  it('says that nobody reads any more when the other end is closed, and does not end with a stack', async () => {
    const child = spawn(process.execPath, writes("'x'.repeat(4_000_000)"), { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += chunk;
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect([code, said]).toEqual([0, 'OutputClosed']);
  });

  it('loads neither streams nor sockets for a short text', () => {
    const list =
      "process.moduleLoadList.filter((name) => /NativeModule (?:net|tty|stream)$/.test(name)).join() + 'none'";
    const { stdout } = spawnSync(process.execPath, writes(list), { encoding: 'utf8' });
    expect(stdout).toBe('none');
  });
});
