/** Finds a host's known values wherever they stand at word borders. */
import { isBorder } from '../alphabets.ts';
import { addFinding, type Findings } from '../findings.ts';
import { type KnownValues, slotOf } from '../known-values.ts';

/** Reports every known value in `text` that begins and ends at a word border. */
export function scanKnownValues(text: string, known: KnownValues, findings: Findings): void {
  const { first, values } = known;
  const length = text.length - 5;
  findings.steps += text.length;
  for (let i = 0; i < length; i++) {
    const slot = slotOf(text, i);
    if (first[slot] === 0) continue;
    for (const value of values.get(slot) as readonly string[]) {
      findings.steps++;
      if (!text.startsWith(value, i)) continue;
      findings.steps += value.length;
      const end = i + value.length;
      // A value that begins or ends with a sign has its own border.
      if (!isBorder(text, i) && i > 0 && !isBorder(text, i - 1)) continue;
      if (!isBorder(text, end - 1) && !isBorder(text, end)) continue;
      addFinding(findings, i, end, 'known_value');
      i = end - 1;
      break;
    }
  }
}
