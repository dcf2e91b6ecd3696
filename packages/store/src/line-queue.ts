/** The lines that wait to be written, in order and within a bound. Pure memory. */
import { linesInBatch, MAX_BATCH_BYTES, MAX_UNIT_BYTES } from './batch.ts';

/** Lines in memory, first in first out. */
export interface LineQueue {
  /** How many wait. */
  readonly length: number;
  /** UTF-16 units of those lines and one LF each: a lower bound of their bytes. */
  readonly size: number;
  push(line: string): void;
  /** Takes as many from the front as fit into one batch. */
  takeBatch(): string[];
  /** Puts lines back to the front that could not be written. */
  putBack(lines: string[]): void;
  /** Forgets all; returns how many there were. */
  clear(): number;
}

/** Makes an empty queue. */
export function createLineQueue(): LineQueue {
  let lines: string[] = [];
  let size = 0;

  function takeBatch(): string[] {
    const batch = lines;
    const fits = size * MAX_UNIT_BYTES < MAX_BATCH_BYTES ? batch.length : linesInBatch(batch);
    lines = batch.slice(fits);
    size = sizeOf(lines);
    return fits === batch.length ? batch : batch.slice(0, fits);
  }

  return {
    get length() {
      return lines.length;
    },
    get size() {
      return size;
    },
    push: (line) => {
      lines.push(line);
      size += line.length + 1;
    },
    takeBatch,
    putBack: (unwritten) => {
      lines = unwritten.concat(lines);
      size += sizeOf(unwritten);
    },
    clear: () => {
      const count = lines.length;
      lines = [];
      size = 0;
      return count;
    },
  };
}

function sizeOf(lines: readonly string[]): number {
  let size = 0;
  for (const line of lines) size += line.length + 1;
  return size;
}
