/** Finds the word that somebody probably meant. */

/** A guess further away than this is no help. */
const MAX_EDITS = 3;

/** The word with the fewest edits from `written` (letters added, dropped, replaced), or `undefined` when none is near. */
export function closestWord(written: string, words: readonly string[]): string | undefined {
  const asWord = written.toLowerCase().replaceAll('-', '_').slice(0, 64);
  let best: string | undefined;
  let fewest = Math.min(MAX_EDITS, Math.floor(asWord.length / 2)) + 1;
  for (const word of words) {
    const edits = editDistance(asWord, word);
    if (edits < fewest) [best, fewest] = [word, edits];
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
