/** Runs a host's patterns over windows of bounded length, so that even a slow one costs a fixed amount per character. */
import { addFinding, type Findings } from './findings.ts';

/** UTF-16 units one pattern sees at a time. */
const WINDOW = 2_048;
/** UTF-16 units that two windows share: a match of up to this length is seen whole. */
const OVERLAP = 512;

/** Reports every match of `pattern`; one that runs into the end of its window is taken to the end of its word. */
export function scanPattern(text: string, kind: string, pattern: RegExp, findings: Findings): void {
  const single = text.length <= WINDOW;
  // The end of a word that was claimed whole, so that no word is walked and claimed once for each window.
  let wordEnd = 0;
  for (let from = 0; from < text.length; from += WINDOW - OVERLAP) {
    const window = single ? text : text.slice(from, from + WINDOW);
    findings.steps += window.length;
    pattern.lastIndex = 0;
    for (let match = pattern.exec(window); match !== null; match = pattern.exec(window)) {
      if (match[0] === '') {
        pattern.lastIndex++;
        continue;
      }
      if (from + match.index < wordEnd) continue;
      let end = from + match.index + match[0].length;
      if (match.index + match[0].length === window.length) {
        while (end < text.length && !/\s/.test(text[end] as string)) end++;
        wordEnd = end;
      }
      addFinding(findings, from + match.index, end, kind);
    }
    if (from + WINDOW >= text.length) break;
  }
}
