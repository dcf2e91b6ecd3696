/**
 * What may stand between a name, its separator and its value: types, accessors, tags, calls that wrap. Finds where the
 * name and the value are; owns no judgement of them.
 */
import type { Findings } from '../findings.ts';

/** A name and what may stand between it and its separator. */
export const MAX_NAME_REACH: number = 80;

/** A type with its sign between a name and its value: `apiKey: string = "…"`, `key: &str = "…"`, `key: String? = …`. */
const TYPE = /[ \t]{0,4}[&*]?['A-Za-z_][\w.'<>[\],| ?&:]{0,48}=[ \t]{0,4}(?=["'`r@\n])/y;

/** The index behind the type annotation that begins at `from`, or `from`. */
export function behindType(text: string, from: number, findings: Findings): number {
  TYPE.lastIndex = from;
  findings.steps += 56;
  const match = TYPE.exec(text);
  return match === null || match[0].includes('=>') ? from : from + match[0].length;
}

/** What stands between a separator and a value: `**` of Markdown, `string(9)` of a dump, a tag of YAML, a call that hashes or wraps. */
const WRAPPER =
  /\*\*[ \t]{0,2}|[ \t=>]{0,6}(?:string\([0-9]{1,6}\)|!{1,2}[a-z]{2,12}(?=[ \t])|(?:new )?(?:md5|sha[0-9]{1,3}|password|crypt|encrypt|hash|hashpw|bcrypt|btoa|b64encode|b64decode|(?:bytes\.)?fromhex|unhexlify|atob|str|string|bytes|SecretStr|Secret|Buffer\.from|Some|Ok|Just|String::from|SecretString::(?:new|from))\((?=[brf]?["'`])|\{(?=(["'`])[^"'`\n]{1,128}\1\}))[ \t]{0,4}/iy;

/** The index behind a wrapper that begins at `from`, or `from`. */
export function behindWrapper(text: string, from: number, findings: Findings): number {
  WRAPPER.lastIndex = from;
  findings.steps += 32;
  const match = WRAPPER.exec(text);
  return match === null ? from : from + match[0].length;
}

/** A name with its type or its accessors behind it: `x As String`, `x VARCHAR(20)`, `X { get; set; }`. */
const DECLARED =
  /([A-Za-z_]\w{1,60})(?:[ \t]{1,4}(?:constant[ \t]{1,4})?n?(?:var)?char2?[ \t]?\([ \t]?(?:[0-9]{1,5}|max)[ \t]?\)[ \t]{0,4}:?|[ \t]{1,4}As[ \t]{1,4}String[ \t]{0,4}|[ \t]{0,4}\{[ \ta-z;]{4,40}\}[ \t]{0,4})$/i;

/** Where the name stands that a declaration gives to the value behind the sign at `index`. */
export function declaredName(
  text: string,
  index: number,
  findings: Findings,
): { start: number; end: number } | undefined {
  if (!/[):}gG][ \t]{0,4}$/.test(text.slice(Math.max(0, index - 5), index))) return undefined;
  findings.steps += MAX_NAME_REACH;
  const before = text.slice(Math.max(0, index - MAX_NAME_REACH), index);
  const match = DECLARED.exec(before);
  if (match === null) return undefined;
  const start = index - before.length + match.index;
  return { start, end: start + (match[1] as string).length };
}
