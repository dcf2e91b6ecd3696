/** Looks for telling words shortly before a value, for the formats that are too plain to stand alone. */
import type { Findings } from '../findings.ts';

/** How far before a value a word still speaks of it: a label and a few words between. */
const REACH = 32;

/** The lower-case text on the same line before `index`, at most `REACH` characters. */
export function wordsBefore(text: string, index: number, findings: Findings, reach: number = REACH): string {
  const from = Math.max(0, index - reach);
  findings.steps += index - from;
  const before = text.slice(from, index).toLowerCase();
  const line = before.lastIndexOf('\n');
  return line < 0 ? before : before.slice(line + 1);
}
