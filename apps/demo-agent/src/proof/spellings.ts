/** The ways in which a text may stand in a file without looking like itself. Pure. */

/** Characters of a piece. A leak of 23 characters in a row contains a whole piece, wherever it was cut. */
const PIECE_LENGTH = 12;

/** A secret, whole and in pieces, in every spelling: plain, escaped for JSON and URLs, in hex, in base64 at any alignment, in UTF-16. */
export function secretSpellings(secret: string): readonly Buffer[] {
  const pieces = [secret];
  for (let at = 0; at + PIECE_LENGTH <= secret.length; at += PIECE_LENGTH) {
    pieces.push(secret.slice(at, at + PIECE_LENGTH));
  }
  return pieces.flatMap(encodedSpellings);
}

/** A text in every spelling. */
export function encodedSpellings(text: string): readonly Buffer[] {
  const bytes = Buffer.from(text);
  const hex = bytes.toString('hex');
  const percent = hex.replace(/../g, '%$&');
  const unicode = [...text].map((character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
  const spelt = [
    ...plainSpellings(text),
    ...[hex, percent, unicode].flatMap((spelling) => [spelling, spelling.toUpperCase()]),
    encodeURIComponent(text),
    [...text].reverse().join(''),
    ...[0, 1, 2].flatMap((offset) => base64At(bytes, offset)),
  ];
  return [...[...new Set(spelt)].map((spelling) => Buffer.from(spelling)), Buffer.from(text, 'utf16le')];
}

/** A text as it is, and as it stands within JSON. */
export function plainSpellings(text: string): readonly string[] {
  return [...new Set([text, JSON.stringify(text).slice(1, -1)])];
}

/** The characters of base64 (and base64url) that depend on the bytes alone, when `offset` bytes of something else go before. */
function base64At(bytes: Buffer, offset: number): string[] {
  const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
  const sure = encoded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
  return [sure, sure.replaceAll('+', '-').replaceAll('/', '_')];
}
