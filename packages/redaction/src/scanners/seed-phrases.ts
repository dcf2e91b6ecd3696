/**
 * Seed phrases of wallets (BIP-39): twelve and more words of the English list in a row, however separated and numbered.
 * The checksum is not asked: it could only clear a phrase with a slip in it, and no English text has such a row.
 */
import { classAt, LETTER } from '../alphabets.ts';
import { addFinding, type Findings } from '../findings.ts';
import { ENGLISH_WORDS } from './seed-words.ts';

/** Entropy of 128 bits: the shortest phrase. https://github.com/bitcoin/bips/blob/master/bip-0039.mediawiki */
const MIN_WORDS = 12;
/** The list has words of three to eight letters. */
const MIN_WORD = 3;
const MAX_WORD = 8;
/** Between two words: blanks, a comma, a line end with a number: `\n12. `, the frame of a table: ` |\n| 12 | `. */
const MAX_GAP = 16;

/** The list, split on first use: most processes never see twelve short words in a row. */
function createWordList(): () => ReadonlySet<string> {
  let list: ReadonlySet<string> | undefined;
  return () => {
    list ??= new Set(ENGLISH_WORDS.split(' '));
    return list;
  };
}

function isSorted(text: string, starts: readonly number[], ends: readonly number[], from: number, to: number): boolean {
  for (let i = from + 1; i < to; i++) {
    if (text.slice(starts[i - 1], ends[i - 1]).toLowerCase() > text.slice(starts[i], ends[i]).toLowerCase())
      return false;
  }
  return true;
}

/** A scanner with its own word list. */
export function createSeedScanner(): (text: string, findings: Findings) => void {
  const words = createWordList();

  /** Within `[start, end)`, the rows of words of the list. */
  function report(text: string, starts: readonly number[], ends: readonly number[], findings: Findings): void {
    const list = words();
    let from = 0;
    for (let i = 0; i <= starts.length; i++) {
      const known = i < starts.length && list.has(text.slice(starts[i], ends[i]).toLowerCase());
      if (known) continue;
      // A row in the order of the alphabet is a part of some word list, and no phrase: one in 12! would be.
      if (i - from >= MIN_WORDS && !isSorted(text, starts, ends, from, i))
        addFinding(findings, starts[from] as number, ends[i - 1] as number, 'seed_phrase');
      from = i + 1;
    }
    findings.steps += starts.length * MAX_WORD;
  }

  return (text, findings) => {
    const length = text.length;
    findings.steps += length;
    let starts: number[] = [];
    let ends: number[] = [];
    let i = 0;
    while (i < length) {
      if ((classAt(text, i) & LETTER) === 0) {
        i++;
        continue;
      }
      const start = i;
      while (i < length && (classAt(text, i) & LETTER) !== 0) i++;
      const fits = i - start >= MIN_WORD && i - start <= MAX_WORD;
      const last = ends[ends.length - 1];
      if (
        !fits ||
        (last !== undefined && (start - last > MAX_GAP || !/^[\s\d.,;:)"'_|+/│-]+$/.test(text.slice(last, start))))
      ) {
        if (starts.length >= MIN_WORDS) report(text, starts, ends, findings);
        starts = [];
        ends = [];
      }
      if (fits) {
        starts.push(start);
        ends.push(i);
      }
    }
    if (starts.length >= MIN_WORDS) report(text, starts, ends, findings);
  };
}
