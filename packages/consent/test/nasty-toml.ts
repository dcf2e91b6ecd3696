/** Generates TOML that is valid and unpleasant: our table in every form, between tables of others that look like it. */

import fc from 'fast-check';

const values = fc.constantFrom(
  'true',
  '-0',
  '1_000',
  '9223372036854775807',
  'nan',
  '-inf',
  '1e3',
  '1979-05-27 07:32:00Z',
  '07:32:00',
  '"# no comment [telemetry] \\" \\u00e9"',
  "'C:\\[telemetry]'",
  '"""\n[telemetry]\nenabled = true # "" \\""" \\\\"""',
  "'''\n[telemetry]\r\nlevel = 'x''\n'''''",
  '[1, [2, "]"], # telemetry.enabled = true\n  { a = "}" },\n]',
  '{ telemetry = { enabled = true }, "a b" = [ ] }',
  '[]',
  '{}',
);
const comments = fc.constantFrom('', ' # telemetry.enabled = true', '\t#', ' # [telemetry]', '   ');
const keys = fc.constantFrom('a', '"a.b"', "'telemetry.enabled'", 'a-b . "c d"', '1234', '"\\u00e9 #"', '"="');
const gaps = fc.constantFrom('', '\n', '# [telemetry]\n', '  # enabled = false\n\n', '\t\n');

/** Pairs with different keys, each on lines of its own. */
const otherPairs = fc
  .uniqueArray(fc.tuple(keys, values, comments, gaps), { selector: ([key]) => key, maxLength: 4 })
  .map((pairs) => pairs.map(([key, value, comment, gap]) => `${key} = ${value}${comment}\n${gap}`).join(''));

const otherTables = fc
  .uniqueArray(
    fc.tuple(
      fc.constantFrom(
        '[x]',
        '[ y . telemetry ]',
        '[["telemetry.x"]]',
        '[Telemetry]',
        "['telemetry ']",
        '[[z]]',
        '[z.telemetry]',
      ),
      comments,
      otherPairs,
    ),
    { selector: ([header]) => header.replaceAll(/[[\].]|telemetry/g, '').trim() || header, maxLength: 3 },
  )
  .map((tables) => tables.map(([header, comment, pairs]) => `${header}${comment}\n${pairs}`).join(''));

const ownKeys = fc.constantFrom(
  ['enabled', 'true'],
  ['enabled', 'false'],
  ['level', '"standard"'],
  ['level', "'''minimal'''"],
  ['upload', '"""\\\n   off"""'],
  ['debug_consent_given', 'false'],
  ['debug_consent_expires', '2026-12-01 00:00:00Z'],
  ['retention_days', '0x1F'],
  ['redaction', '{ patterns = [ "[telemetry]", \'\\}\' ] }'],
  ['redaction.max_string_length', '99'],
);
const own = fc.uniqueArray(ownKeys, { selector: ([key]) => String(key).split('.')[0], maxLength: 5 });
const headers = fc.constantFrom(
  '[telemetry]',
  '[ telemetry ]',
  '["telemetry"]',
  "[\t'telemetry' ]",
  '["\\u0074elemetry"]',
);
const indents = fc.constantFrom('', '  ', '\t');

const asSection = fc
  .tuple(headers, comments, own, indents, comments, gaps)
  .map(([header, comment, pairs, indent, after, gap]) => {
    const lines = pairs.map(([key, value]) => `${indent}${key} = ${value}${after}\n${gap}`);
    return `${header}${comment}\n${gap}${lines.join('')}`;
  });
const asDotted = fc
  .tuple(fc.constantFrom('telemetry.', '"telemetry" . ', "'telemetry'."), own, comments)
  .map(([prefix, pairs, after]) => pairs.map(([key, value]) => `${prefix}${key}=${value}${after}\n`).join(''));
const asBraces = fc
  .tuple(own, fc.constantFrom(' ', '', '\n', ' # }\n '), fc.constantFrom('', ','), comments)
  .map(([pairs, space, trailing, after]) => {
    const inner = pairs.map(([key, value]) => `${key} = ${value}`).join(`,${space}`);
    return `telemetry = {${space}${inner}${pairs.length > 0 ? trailing : ''}${space}}${after}\n`;
  });
const asSubTable = fc.constant('[telemetry.redaction]\nmax_string_length = 20\n');

/** Whole texts. Root pairs stand first, since after a header they would belong to it. */
export const nastyToml: fc.Arbitrary<string> = fc
  .record({
    bom: fc.constantFrom('', '', '\ufeff'),
    root: otherPairs,
    form: fc.oneof(
      asSection.map((text) => ({ text, atRoot: false })),
      asDotted.map((text) => ({ text, atRoot: true })),
      asBraces.map((text) => ({ text, atRoot: true })),
      asSubTable.map((text) => ({ text, atRoot: false })),
      fc.constant({ text: '', atRoot: true }),
    ),
    before: otherTables,
    after: fc.constantFrom('', '[last]\n', '[last]\nenabled = true # of last\n', '[[last.telemetry]]\nlevel = 1\n'),
    isCrlf: fc.boolean(),
    isCut: fc.boolean(),
  })
  .map(({ bom, root, form, before, after, isCrlf, isCut }) => {
    const text = root + (form.atRoot ? form.text : '') + before + (form.atRoot ? '' : form.text) + after;
    const ended = isCut ? text.replace(/\n$/, '') : text;
    return bom + (isCrlf ? ended.replaceAll(/\r?\n/g, '\r\n') : ended);
  });
