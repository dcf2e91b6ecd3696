/**
 * Private key blocks: PEM, OpenSSH, PGP, PuTTY, SSH2. Line ends may be real, escaped, or gone; the end may be missing, and
 * then everything that could still be key material goes with it.
 */
import { BASE64, skipClass } from '../alphabets.ts';
import { addFinding, type Findings } from '../findings.ts';

/** `-----BEGIN ` to its closing dashes: no label in RFC 7468 or in use is longer. */
const MAX_LABEL_LENGTH = 64;
/** A word of base64 this long is no English word: key material goes on. */
const MATERIAL_RUN = 20;

/** The end of base64 lines, headers and escaped line ends from `from`: the key without its closing line. */
function materialEnd(text: string, from: number, findings: Findings): number {
  let index = from;
  for (;;) {
    // Blank space and escaped line ends between two lines.
    let next = index;
    let newLine = false;
    for (; next < text.length; next++) {
      const char = text[next] as string;
      if (char === '\n' || char === '\r') newLine = true;
      else if (char === '\\' && (text[next + 1] === 'n' || text[next + 1] === 'r')) {
        newLine = true;
        next++;
      } else if (
        char !== ' ' &&
        char !== '\t' &&
        char !== '\\' &&
        char !== '|' &&
        char !== '"' &&
        char !== '+' &&
        char !== ','
      )
        break;
    }
    const end = skipClass(text, next, BASE64, text.length);
    findings.steps += end - index + 1;
    const run = end - next;
    if (run === 0) return index;
    if (text[end] === ':' && run <= 32) {
      // A header line of an encrypted key: `Proc-Type: 4,ENCRYPTED`.
      let stop = end;
      while (stop < text.length && text[stop] !== '\n' && !(text[stop] === '\\' && text[stop + 1] === 'n')) stop++;
      findings.steps += stop - end;
      index = stop;
      continue;
    }
    const header = text[end] === '-' && newLine;
    if (header) {
      index = end + 1;
      continue;
    }
    const closes =
      end === text.length ||
      text[end] === '\n' ||
      text[end] === '\r' ||
      text[end] === '\\' ||
      text[end] === '"' ||
      text[end] === "'";
    if (run < MATERIAL_RUN && !(newLine && closes)) return index;
    index = end;
  }
}

/** Reports every private key block. */
export function scanPrivateKeys(text: string, findings: Findings): void {
  let closing = 0;
  let at = text.indexOf('BEGIN ');
  while (at >= 0) {
    let labelEnd = at + 6;
    const limit = Math.min(text.length, labelEnd + MAX_LABEL_LENGTH);
    while (labelEnd < limit && text[labelEnd] !== '-' && text[labelEnd] !== '\n') labelEnd++;
    findings.steps += labelEnd - at;
    const label = text.slice(at + 6, labelEnd);
    let next = labelEnd;
    if (at >= 4 && text.startsWith('----', at - (text[at - 1] === ' ' ? 5 : 4)) && /PRIVATE|SECRET/.test(label)) {
      let start = at;
      while (start > 0 && at - start < 8 && (text[start - 1] === '-' || text[start - 1] === ' ')) start--;
      while (text[start] === ' ') start++;
      // The first closing line ends the block, whatever its label says.
      if (closing >= 0 && closing < labelEnd) closing = text.indexOf('-END ', labelEnd);
      let end: number;
      if (closing < 0) {
        while (text[labelEnd] === '-' || text[labelEnd] === ' ') labelEnd++;
        end = materialEnd(text, labelEnd, findings);
      } else {
        end = closing + 5;
        while (end < text.length && text[end] !== '-' && end - closing < MAX_LABEL_LENGTH) end++;
        while (text[end] === '-') end++;
        findings.steps += end - labelEnd;
      }
      addFinding(findings, start, end, 'private_key');
      next = end;
    }
    at = text.indexOf('BEGIN ', next);
  }
  scanPutty(text, findings);
}

/** Reports PuTTY's own format: everything from its first line on. */
function scanPutty(text: string, findings: Findings): void {
  const match = /PuTTY-User-Key-File-[0-9]{1,2}: /.exec(text);
  if (match !== null) addFinding(findings, match.index, text.length, 'private_key');
}
