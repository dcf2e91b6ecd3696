/**
 * What the scanners of one string report: spans, each with its kind and, for paths and stacks, what stands instead.
 * Plain parallel arrays, since one of these lives for every string that is not plainly clean.
 */

/** Spans that are looked through one by one; more are painted into a byte map. */
const FEW_SPANS = 8;

/** Spans found in one text; indexes are UTF-16 units of that text. */
export interface Findings {
  starts: number[];
  ends: number[];
  kinds: string[];
  /** What is written instead of the mark; undefined means the mark. */
  replacements: (string | undefined)[];
  /** One byte per character of the text, 1 where a span covers it; made once a list of spans is slow to look through. */
  claimed: Uint8Array | undefined;
  /** Length of the text. */
  length: number;
  /** Characters that were looked at, for the tests of linearity. */
  steps: number;
}

/** An empty list for a text of `length` UTF-16 units. */
export function createFindings(length: number): Findings {
  return { starts: [], ends: [], kinds: [], replacements: [], claimed: undefined, length, steps: 0 };
}

/** Empties a list for the next text: the hot path keeps one, since most texts add nothing. */
export function resetFindings(findings: Findings, length: number): void {
  findings.length = length;
  findings.steps = 0;
  if (findings.starts.length === 0) return;
  // New lists: emptying one gives its memory back, which costs more.
  findings.starts = [];
  findings.ends = [];
  findings.kinds = [];
  findings.replacements = [];
  findings.claimed = undefined;
}

/** Adds the span `[start, end)`. Scanners that run first are the more specific ones: their kind wins where spans meet. */
export function addFinding(
  findings: Findings,
  start: number,
  end: number,
  kind: string,
  replacement?: string | undefined,
): void {
  findings.steps += end - start;
  findings.starts.push(start);
  findings.ends.push(end);
  findings.kinds.push(kind);
  findings.replacements.push(replacement);
  if (findings.claimed !== undefined) findings.claimed.fill(1, start, end);
  else if (findings.starts.length > FEW_SPANS) {
    findings.claimed = new Uint8Array(findings.length);
    for (let i = 0; i < findings.starts.length; i++) findings.claimed.fill(1, findings.starts[i], findings.ends[i]);
  }
}

/** True when a span already covers the character at `index`. */
export function isClaimed(findings: Findings, index: number): boolean {
  const { starts, ends, claimed } = findings;
  if (claimed !== undefined) return claimed[index] === 1;
  for (let i = 0; i < starts.length; i++)
    if (index >= (starts[i] as number) && index < (ends[i] as number)) return true;
  return false;
}

/** True when the spans already stand in order and apart. */
function isOrdered(starts: readonly number[], ends: readonly number[]): boolean {
  for (let i = 1; i < starts.length; i++) if ((starts[i] as number) < (ends[i - 1] as number)) return false;
  return true;
}

/** Spans in order, none touching another; overlapping ones are joined under the kind that was reported first. */
export function mergeFindings(findings: Findings): Findings {
  const { starts, ends, kinds, replacements } = findings;
  if (isOrdered(starts, ends)) return findings;
  const order = starts.map((_, index) => index);
  order.sort((a, b) => (starts[a] as number) - (starts[b] as number) || a - b);
  const merged = createFindings(findings.length);
  merged.steps = findings.steps;
  let first = -1;
  for (const index of order) {
    const last = merged.starts.length - 1;
    const start = starts[index] as number;
    const end = ends[index] as number;
    if (last >= 0 && start < (merged.ends[last] as number)) {
      // A joined span holds more than either scanner meant: only the mark is safe, unless both say the same.
      const same = start === merged.starts[last] && end === merged.ends[last];
      if (!same) merged.replacements[last] = undefined;
      if (end > (merged.ends[last] as number)) merged.ends[last] = end;
      if (index < first) {
        merged.kinds[last] = kinds[index] as string;
        first = index;
      }
      continue;
    }
    first = index;
    addFinding(merged, start, end, kinds[index] as string, replacements[index]);
  }
  return merged;
}
