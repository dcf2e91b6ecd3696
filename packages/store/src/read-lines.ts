/**
 * Cuts the bytes of a file into lines and sorts out what is none: torn, NUL, invalid UTF-8, overlong. Owns the validity
 * rule of the format up to JSON; never throws on content, and never holds more than one line beyond its buffer.
 */
import { MAX_LINE_BYTES } from './batch.ts';
import type { StoreFileSystem } from './file-system.ts';

/** Why a line was skipped. `torn`: the front of a line whose writer was killed, or is just writing. */
export type SkipKind = 'torn' | 'not_json' | 'nul' | 'invalid_utf8' | 'overlong' | 'unknown_schema';

/** How many lines were skipped, by kind. */
export type SkipCounts = Record<SkipKind, number>;

/** One line as it stands in a file, without its LF. */
export interface RawLine {
  readonly line: string;
  /** Bytes from the start of the file. */
  readonly offset: number;
  /** False for what stands behind the last LF: whole if it parses, else torn or in mid-write. */
  readonly ended: boolean;
}

/** One line where it stands in a buffer, without its LF. */
export interface LineSpan {
  readonly from: number;
  readonly to: number;
  /** As of `RawLine`. */
  readonly ended: boolean;
}

/** The lines of one chunk. Its bytes hold until the next chunk is asked for. */
export interface LineChunk {
  readonly bytes: Buffer;
  /** Where `bytes` begins, from the start of the file. */
  readonly base: number;
  readonly spans: readonly LineSpan[];
}

/** Bytes read at a time: long enough that the calls do not count, short enough that the host's loop does not feel them. */
const CHUNK_BYTES = 262_144;
/** Bytes looked through at a time for the last LF, at most the size of a line buffer: most tails are shorter. */
const STEP_BACK_BYTES = 65_536;
const LF = 10;

const { isUtf8 } = process.getBuiltinModule('node:buffer');

/** Fresh counters. */
export function noSkips(): SkipCounts {
  return { torn: 0, not_json: 0, nul: 0, invalid_utf8: 0, overlong: 0, unknown_schema: 0 };
}

/**
 * The memory of one reading: what begins a line is kept at its front, and a chunk is read behind that. One for all files of a
 * log, since the collector of garbage does not feel the weight of a buffer, and would let one a file pile up.
 */
export function createLineBuffer(): Buffer {
  return Buffer.allocUnsafe(MAX_LINE_BYTES + CHUNK_BYTES);
}

/** Yields the lines that `readChunks` finds, as texts. */
export function* readLines(
  fs: StoreFileSystem,
  fd: number,
  start: number,
  end: number,
  skipped: SkipCounts,
  buffer: Buffer = createLineBuffer(),
): Generator<RawLine[], void, void> {
  for (const chunk of readChunks(fs, fd, start, end, skipped, buffer)) {
    yield chunk.spans.map((span) => ({
      line: textOf(chunk, span),
      offset: chunk.base + span.from,
      ended: span.ended,
    }));
  }
}

/** The text of a line. */
export function textOf({ bytes }: LineChunk, { from, to }: LineSpan): string {
  return bytes.toString('utf8', from, to);
}

/**
 * Yields where the lines of a file stand, from byte `start` to byte `end` (those that start before `end`), chunk by chunk. Empty
 * lines are part of the format and not reported. `buffer` is in use until the generator ends.
 */
export function* readChunks(
  fs: StoreFileSystem,
  fd: number,
  start: number,
  end: number,
  skipped: SkipCounts,
  buffer: Buffer,
): Generator<LineChunk, void, void> {
  let kept = 0;
  let position = start;
  let overlong = false;
  for (;;) {
    // Behind `end` only a line is finished that began before it.
    const want = position < end ? Math.min(CHUNK_BYTES, end - position) : kept > 0 || overlong ? 4096 : 0;
    const got = want === 0 ? 0 : fs.read(fd, buffer, kept, want, position);
    const bytes = buffer.subarray(0, kept + got);
    const base = position - kept;
    const beyond = position >= end;
    position += got;
    const spans: LineSpan[] = [];
    const isSound = isText(bytes.subarray(0, bytes.lastIndexOf(LF) + 1));
    let from = 0;
    for (let lf = bytes.indexOf(LF); lf !== -1; lf = bytes.indexOf(LF, from)) {
      if (overlong) overlong = false;
      else addSpan(spans, bytes, from, lf, true, isSound, skipped);
      from = lf + 1;
      if (beyond) break;
    }
    if (from > 0 && beyond) {
      yield { bytes, base, spans };
      return;
    }
    if (got === 0) {
      if (!overlong && from < bytes.length) addSpan(spans, bytes, from, bytes.length, false, false, skipped);
      if (spans.length > 0) yield { bytes, base, spans };
      return;
    }
    if (spans.length > 0) yield { bytes, base, spans };
    kept = overlong ? 0 : bytes.length - from;
    if (kept > MAX_LINE_BYTES) {
      skipped.overlong += 1;
      overlong = true;
      kept = 0;
    }
    buffer.copyWithin(0, from, from + kept);
  }
}

/** Takes a line up, or counts why not. `isSound`: it is part of bytes that were looked at as a whole. */
function addSpan(
  spans: LineSpan[],
  bytes: Buffer,
  from: number,
  to: number,
  ended: boolean,
  isSound: boolean,
  skipped: SkipCounts,
): void {
  if (to === from) return;
  if (to - from > MAX_LINE_BYTES) skipped.overlong += 1;
  else if (isSound || isText(bytes.subarray(from, to))) spans.push({ from, to, ended });
  else if (bytes.subarray(from, to).includes(0)) skipped.nul += 1;
  else skipped[ended ? 'invalid_utf8' : 'torn'] += 1;
}

/** No character of UTF-8 holds the byte of LF: lines are whole text if, and only if, all of them together are. */
function isText(bytes: Buffer): boolean {
  return !bytes.includes(0) && isUtf8(bytes);
}

/** The position behind the last LF between `start` and `size`: what follows is torn, or in mid-write, and is left for the next time. */
export function lastLineEnd(fs: StoreFileSystem, fd: number, start: number, size: number, bytes: Buffer): number {
  for (let end = size; end > start; end -= STEP_BACK_BYTES) {
    const from = Math.max(start, end - STEP_BACK_BYTES);
    const got = fs.read(fd, bytes, 0, end - from, from);
    const lf = bytes.subarray(0, got).lastIndexOf(LF);
    if (lf !== -1) return from + lf + 1;
  }
  return start;
}

/** Tells whether a text that is no JSON is the front of one: it ends within a string or within brackets. */
export function isUnfinishedJson(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (inString) {
      if (character === '\\') at += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') depth -= 1;
    if (depth < 0) return false;
  }
  return text.startsWith('{') && (inString || depth > 0);
}
