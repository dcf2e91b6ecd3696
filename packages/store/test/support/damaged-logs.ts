/** Every truncation and every flipped bit of a log, each with the lines that must still be read. */

/** A log as the store writes it, each line a batch of its own. */
export function encodeLog(lines: readonly string[]): Buffer {
  return Buffer.from(lines.map((line) => `\n${line}\n`).join(''));
}

/** The log cut at each byte, with the lines that are whole: their own LF may be missing. */
export function* truncatedLogs(
  lines: readonly string[],
): Generator<{ readonly bytes: Buffer; readonly whole: readonly string[] }, void, void> {
  const log = encodeLog(lines);
  for (let length = 0; length <= log.length; length += 1) {
    let end = 0;
    const whole = lines.filter((line) => {
      end += Buffer.byteLength(line) + 2;
      return end - 1 <= length;
    });
    yield { bytes: log.subarray(0, length), whole };
  }
}

/** The log with each single bit flipped, with the lines that the flip did not touch: it is neither in them nor in a LF beside them. */
export function* flippedLogs(
  lines: readonly string[],
): Generator<{ readonly bytes: Buffer; readonly untouched: readonly string[] }, void, void> {
  const log = encodeLog(lines);
  for (let bit = 0; bit < log.length * 8; bit += 1) {
    const bytes = Buffer.from(log);
    bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    let start = 1;
    const untouched = lines.filter((line) => {
      const end = start + Buffer.byteLength(line);
      const isTouched = bit >> 3 >= start - 1 && bit >> 3 <= end;
      start = end + 2;
      return !isTouched;
    });
    yield { bytes, untouched };
  }
}
