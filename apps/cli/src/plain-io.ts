/**
 * The surroundings of a process that prints little: text goes straight to the descriptors, since the streams of Node load its sockets with
 * them.
 */

import type { CommandIo, Output } from './io.ts';
import { currentFolder, OutputClosed, outputFailed } from './io.ts';

/** Descriptors of the standard streams. */
const STDIN = 0;
const STDOUT = 1;
const STDERR = 2;

/** Milliseconds between two tries at a pipe that is full and was told not to wait. */
const RETRY_MS = 1;

/** The surroundings of this process, for a command that asks nothing. Its writes wait for the reader. */
export function createPlainIo(): CommandIo {
  return {
    stdout: createPlainOutput(STDOUT),
    stderr: createPlainOutput(STDERR),
    get isInputTerminal() {
      return isTerminal(STDIN);
    },
    env: process.env,
    cwd: currentFolder(),
    now: Date.now,
  };
}

function createPlainOutput(fd: number): Output {
  return {
    get isTerminal() {
      return isTerminal(fd);
    },
    write: async (text) => writeWhole(fd, Buffer.from(text)),
  };
}

function isTerminal(fd: number): boolean {
  return process.getBuiltinModule('node:tty').isatty(fd);
}

function writeWhole(fd: number, bytes: Buffer): void {
  const { writeSync } = process.getBuiltinModule('node:fs');
  for (let written = 0; written < bytes.length; ) {
    try {
      written += writeSync(fd, bytes, written);
    } catch (error) {
      const { code } = error as { readonly code?: unknown };
      if (code === 'EPIPE') throw new OutputClosed();
      if (code !== 'EAGAIN') throw outputFailed(error);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS);
    }
  }
}
