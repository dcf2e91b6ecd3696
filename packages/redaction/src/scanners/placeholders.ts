/**
 * Tells values that stand for a secret from secrets: our own marks, `${PASSWORD}`, `<your-token>`, `****`, names of
 * types. Wrong in doubt on the side of "secret".
 */
import { isOwnMark } from '../marks.ts';

const WORDS: ReadonlySet<string> = new Set(
  (
    'null nil none undefined true false yes no on off string str number int integer bool boolean any unknown object array bytes text char varchar ' +
    'redacted [redacted] <redacted> removed hidden masked filtered [filtered] omitted secret password passwd token required optional default empty missing invalid ' +
    'changeme-not example nan void never symbol function type self this func var let const new return await async import export from private public static readonly final ' +
    'example-token your-token your_token yourtoken your-password your_password your-api-key your_api_key yourapikey your-secret your_secret my-token my_token ' +
    'expired rejected denied failed unauthorized forbidden missing incorrect wrong needed revoked valid absent present provided unset set ' +
    'passwort kennwort contraseña contrasena senha wachtwoord heslo hasło lösenord geheimnis erforderlich obligatoire requerido obligatorio richiesto verplicht'
  ).split(' '),
);

/** Longer values are taken for what they are without a look. */
const MAX_PLACEHOLDER_LENGTH = 96;

/** True for a value that cannot be a secret because it says so itself. */
export function isPlaceholder(value: string): boolean {
  const length = value.length;
  if (length === 0) return true;
  if (length > MAX_PLACEHOLDER_LENGTH) return false;
  if (isOwnMark(value)) return true;
  const first = value.charCodeAt(0);
  // ${NAME}, $(command), $NAME, %NAME%, {{ name }}, <name>, #{name}, :name of a statement
  if (first === 36 && /^\$(?:\{[^}]*\}|\([^)]*\)|[A-Za-z_][A-Za-z0-9_.:]*|[0-9@*])$/.test(value)) return true;
  if (first === 37 && /^%(?:[A-Za-z_][A-Za-z0-9_]*%|[sdvq]|\([a-z_]+(?:\)s)?)$/.test(value)) return true;
  if (first === 123 && /^\{\{?[^{}]*\}?\}$/.test(value)) return true;
  if (first === 60 && /^<[^<>]*>$/.test(value)) return true;
  if (first === 35 && /^#\{[^}]*\}$/.test(value)) return true;
  if (/^[*x.•…_?#-]+$/i.test(value)) return true;
  // A constant of a program.
  if (/^0x[0-9a-f]{1,8}$/i.test(value)) return true;
  return WORDS.has(value.toLowerCase());
}

/** True for a value that begins with a terminal's sequence whose escape is written out, `\u001b[32m`: a text so read is decoded. */
export function isColour(value: string): boolean {
  return /^\\{1,8}(?:u001b|x1b|033|e)\[/i.test(value);
}
