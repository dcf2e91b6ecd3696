/** Makes characters visible that a terminal would obey or hide: what stands in a log must not move a cursor or turn text round. */

/** Controls, formats (bidirectional marks, zero widths), line and paragraph separators, halves of surrogate pairs. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Writes every such character as `\uXXXX`; within JSON text that is the same value. For one line of data. */
export function visibleText(text: string): string {
  return text.replace(UNSEEN, escapeCharacter);
}

/** The same for text of several lines: line ends stay. */
export function visibleLines(text: string): string {
  return text.replace(UNSEEN, (character, offset: number) => {
    if (character === '\n' || (character === '\r' && text[offset + 1] === '\n')) return character;
    return escapeCharacter(character);
  });
}

function escapeCharacter(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
