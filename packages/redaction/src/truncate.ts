/** Cuts strings to a limit that includes the mark of the cut, so that cutting twice changes nothing. */

/** Ends every string that was cut. */
export const TRUNCATION_MARK = '...[truncated]';

/**
 * At most `maxLength` UTF-16 units, the mark included. Never cuts within a surrogate pair, nor within a mark of
 * redaction, half of which would read as a value.
 */
export function truncateText(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  let end = maxLength - TRUNCATION_MARK.length;
  const code = text.charCodeAt(end - 1);
  if (code >= 0xd800 && code <= 0xdbff) end--;
  const open = text.lastIndexOf('[', end);
  // The longest mark is `[stack_trace_hash:` and 64 digits.
  if (open >= 0 && end - open < 96 && /^\[(?:r|$)(?:edacted)?|^\[stack_trace_hash/.test(text.slice(open, open + 24))) {
    const close = text.indexOf(']', open);
    if (close >= end) end = open;
  }
  return text.slice(0, end) + TRUNCATION_MARK;
}
