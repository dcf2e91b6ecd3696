/**
 * Network addresses: IPv4, IPv6, MAC. Four dotted numbers are also how versions are written, so the neighbourhood
 * decides; loopback, unspecified and mask addresses say nothing about anybody and stay.
 */
import { ALNUM, classAt, DIGIT, HEX, isBorder } from '../alphabets.ts';
import { addFinding, type Findings, isClaimed } from '../findings.ts';
import { wordsBefore } from './context.ts';

const VERSION_WORDS =
  /(?:version|release|build|revision|upgrade|update|downgrade|install|sdk|tag)[a-z]{0,3}["']? ?[:=]? ?["'(]?v?$|(?:^|[^a-z])(?:v|ver|rev|r)[.:=]? ?$/;
const ADDRESS_WORDS =
  /(?:\bip|ipv4|addr|host|client|from|server|peer|remote|ping|dns|connect|gateway|subnet|bind|listen|origin|forwarded|proxy|resolve)[a-z]{0,8}["']? ?(?:to|at|is|was|by)? ?[:=]? ?["'([]?$/;

/** UTF-16 units: the most that the two fixed forms look at. */
const MAX_QUAD_LENGTH = 15;
const MAC_LENGTH = 17;

/** The end of four dotted numbers of at most 255 from `start`, or -1. */
function quadEnd(text: string, start: number): number {
  let index = start;
  for (let part = 0; part < 4; part++) {
    let value = 0;
    const from = index;
    while (index - from < 3 && (classAt(text, index) & DIGIT) !== 0)
      value = value * 10 + (text.charCodeAt(index++) - 48);
    if (index === from || value > 255 || (index - from > 1 && text[from] === '0')) return -1;
    if (part < 3 && text[index++] !== '.') return -1;
  }
  return index;
}

function isAddress(text: string, start: number, end: number, findings: Findings): boolean {
  const value = text.slice(start, end);
  if (value.startsWith('127.') || value.startsWith('255.') || value === '0.0.0.0') return false;
  const after = text.charCodeAt(end);
  // 1.2.3.4.5, 1.2.3.4-beta, 1.2.3.4+build, 1.2.3.4x
  if (!isBorder(text, end) || after === 43 || after === 95) return false;
  if (
    (after === 46 || after === 45) &&
    (classAt(text, end + 1) & ALNUM) !== 0 &&
    !(after === 45 && quadEnd(text, end + 1) > 0)
  )
    return false;
  const before = text[start - 1] ?? '';
  // ^1.2.3.4, ~1.2.3.4, name@1.2.3.4, Chrome/1.2.3.4; but user@1.2.3.4 and //1.2.3.4
  if (before === '^' || before === '~' || before === '$' || before === '§') return false;
  if (before === '/' && text[start - 2] !== '/' && (classAt(text, start - 2) & ALNUM) !== 0) return false;
  const words = wordsBefore(text, start, findings, 24);
  if (VERSION_WORDS.test(words)) return false;
  // Every number of one digit: a version more often than an address, unless something says address.
  if (end - start === 7) {
    return (
      (after === 58 && (classAt(text, end + 1) & DIGIT) !== 0) ||
      (after === 47 && (classAt(text, end + 1) & DIGIT) !== 0) ||
      before === '/' ||
      ADDRESS_WORDS.test(words)
    );
  }
  if (before === '@' || /(?:[=<>]=|~>) ?$/.test(words))
    return end - start > 9 && before !== '=' && !words.endsWith('== ');
  return true;
}

/** The end of an IPv6 address from `start`, or -1: eight groups, or fewer around one `::`, with a digit somewhere. */
function ipv6End(text: string, start: number, findings: Findings): number {
  let index = start;
  let groups = 0;
  let gap = false;
  let digit = false;
  let wide = 0;
  let end = -1;
  for (;;) {
    const from = index;
    while (index - from < 5 && (classAt(text, index) & HEX) !== 0) {
      if ((classAt(text, index) & DIGIT) !== 0) digit = true;
      index++;
    }
    const width = index - from;
    if (width > 4 || groups > 8) break;
    if (width > 0) {
      groups++;
      if (width > 2) wide++;
      end = index;
      if (text[index] === '.' && groups >= 2) {
        // A dotted tail: ::ffff:192.0.2.1
        const quad = quadEnd(text, from);
        if (quad > 0) {
          end = quad;
          groups++;
          index = quad;
          break;
        }
      }
    }
    if (text[index] !== ':') break;
    if (text[index + 1] === ':') {
      if (gap) break;
      gap = true;
      index += 2;
      end = index;
      continue;
    }
    if (width === 0) break;
    index++;
  }
  findings.steps += index - start + 1;
  if (end < 0 || !isBorder(text, end) || text[end] === ':') return -1;
  if (!gap) return groups === 8 && digit ? end : -1;
  // `::1` and `::` name no host; `a::b` is code.
  if (groups > 7 || !digit || groups < 2) return -1;
  return wide > 0 || groups >= 3 ? end : -1;
}

/** The end of six pairs of hex digits with one separator from `start`, or -1. */
function macEnd(text: string, start: number): number {
  const separator = text[start + 2];
  if (separator !== ':' && separator !== '-') return -1;
  for (let pair = 0; pair < 6; pair++) {
    const at = start + pair * 3;
    if ((classAt(text, at) & HEX) === 0 || (classAt(text, at + 1) & HEX) === 0) return -1;
    if (pair < 5 && text[at + 2] !== separator) return -1;
  }
  const end = start + 17;
  // No interface and every interface.
  if (/^(?:00.){5}00$|^(?:ff.){5}ff$/i.test(text.slice(start, end))) return -1;
  // A fingerprint goes on with further pairs.
  return isBorder(text, end) && !(text[end] === separator && (classAt(text, end + 1) & HEX) !== 0) ? end : -1;
}

/** The end of three dotted groups of four hex digits (Cisco's way) from `start`, or -1. */
function dottedMacEnd(text: string, start: number): number {
  let digit = false;
  let letter = false;
  for (let i = 0; i < 14; i++) {
    const bits = classAt(text, start + i);
    if (i % 5 === 4) {
      if (text[start + i] !== '.') return -1;
    } else if ((bits & HEX) === 0) return -1;
    else if ((bits & DIGIT) !== 0) digit = true;
    else letter = true;
  }
  return digit && letter && isBorder(text, start + 14) && text[start + 14] !== '.' ? start + 14 : -1;
}

/** Reports addresses; `versions` says that the key speaks of a version. */
export function scanAddresses(text: string, findings: Findings, versions: boolean): void {
  const length = text.length;
  findings.steps += length;
  for (let i = 0; i < length; i++) {
    const bits = classAt(text, i);
    if ((bits & HEX) === 0 && text.charCodeAt(i) !== 58) continue;
    if (i > 0 && (!isBorder(text, i - 1) || text[i - 1] === '_')) continue;
    // `addr:10.0.0.1` begins behind a colon; a further group of something that failed does not.
    if (text[i - 1] === ':' && (classAt(text, i - 2) & HEX) !== 0 && quadEnd(text, i) < 0) continue;
    if (isClaimed(findings, i)) continue;
    let end = -1;
    let kind = 'ipv4';
    if ((bits & DIGIT) !== 0 && !(text[i - 1] === '.' && (classAt(text, i - 2) & ALNUM) !== 0)) {
      findings.steps += MAX_QUAD_LENGTH;
      end = quadEnd(text, i);
      if (end > 0 && (versions || !isAddress(text, i, end, findings))) {
        i = end - 1;
        continue;
      }
    }
    if (end < 0) {
      const third = text.charCodeAt(i + 2);
      if (third === 58 || third === 45) {
        end = macEnd(text, i);
        findings.steps += MAC_LENGTH;
        kind = 'mac_address';
      }
    }
    if (end < 0 && text[i + 4] === '.' && text[i + 9] === '.' && text[i - 1] !== '.') {
      end = dottedMacEnd(text, i);
      findings.steps += MAC_LENGTH;
      kind = 'mac_address';
    }
    if (end < 0) {
      end = ipv6End(text, i, findings);
      kind = 'ipv6';
    }
    if (end < 0) continue;
    addFinding(findings, i, end, kind);
    i = end - 1;
  }
}
