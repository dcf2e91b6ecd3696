/**
 * The bytes of one batch: LF, then each line followed by LF. The leading LF ends whatever fragment a killed writer left
 * behind, so that it can never swallow the first line of this batch. Pure; knows nothing of files.
 */

/** Bytes of a batch, so that one `write(2)` stays one copy into the page cache of a few µs. One longer line goes alone. */
export const MAX_BATCH_BYTES = 65_536;
/** Bytes of a line. A longer one is refused by the writer and skipped by the reader, whose memory it bounds. */
export const MAX_LINE_BYTES = 262_144;

/** Bytes of UTF-8 that a UTF-16 unit takes at most: most texts need no counting. */
export const MAX_UNIT_BYTES = 3;
const LF = 10;

/** Why a line cannot be in a log, or `undefined` when it can: it must be one line, not empty, and not too long. */
export function objectionToLine(line: unknown): 'invalid_line' | 'too_long' | undefined {
  if (typeof line !== 'string' || line.length === 0 || line.includes('\n')) return 'invalid_line';
  if (line.length * MAX_UNIT_BYTES > MAX_LINE_BYTES && Buffer.byteLength(line) > MAX_LINE_BYTES) return 'too_long';
  return undefined;
}

/** How many lines from the front of `lines` fit into one batch: at least one. */
export function linesInBatch(lines: readonly string[]): number {
  let bytes = 1;
  for (let index = 0; index < lines.length; index += 1) {
    bytes += Buffer.byteLength(lines[index] ?? '') + 1;
    if (bytes > MAX_BATCH_BYTES) return Math.max(1, index);
  }
  return lines.length;
}

/** Encodes lines as one batch, into `scratch` where they fit, so that a batch costs no allocation of its size. */
export function encodeBatch(lines: readonly string[], scratch: Buffer): Buffer {
  const text = lines.length === 1 ? `\n${lines[0]}\n` : `\n${lines.join('\n')}\n`;
  if (text.length * MAX_UNIT_BYTES > scratch.length && Buffer.byteLength(text) > scratch.length)
    return Buffer.from(text);
  return scratch.subarray(0, scratch.write(text, 0, 'utf8'));
}

/**
 * Where to go on after a short write, given that the bytes before `end` are written: at the LF before the first line
 * that was not wholly written. So no line is ever written twice, and the LF ends the fragment.
 */
export function resumeAt(batch: Buffer, end: number): number {
  return end >= batch.length - 1 ? end : batch.lastIndexOf(LF, end);
}

/** How many lines of a batch are wholly within its first `end` bytes. A line counts without the LF that follows it. */
export function wholeLines(batch: Buffer, end: number): number {
  if (end <= 0) return 0;
  let count = 0;
  for (let at = batch.indexOf(LF, 1); at !== -1 && at <= end; at = batch.indexOf(LF, at + 1)) count += 1;
  return count;
}
