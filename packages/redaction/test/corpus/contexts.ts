/** Where secrets stand: each context wraps a value, and says what must remain of it. */
import { between, pick, type Random } from '../random.ts';

export interface Context {
  readonly id: string;
  /** Text around the value; `name` is the telling name, or a neutral one. */
  readonly wrap: (value: string, name: string, random: Random) => string;
  /** Text that must stay. */
  readonly keeps?: readonly string[];
  /** The value is written in another form. */
  readonly encodes?: (value: string) => string;
}

/** `AWS_SECRET_ACCESS_KEY` → `awsSecretAccessKey`; `AccountKey` stays. */
export function camel(name: string): string {
  if (!/^[A-Z0-9_]+$/.test(name)) return name;
  return name.toLowerCase().replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

const kebab = (name: string): string => name.toLowerCase().replace(/_/g, '-');

/** Contexts that say nothing about the value. */
export const PLAIN_CONTEXTS: readonly Context[] = [
  { id: 'bare', wrap: (value) => value },
  {
    id: 'sentence',
    wrap: (value) => `the deploy used ${value} and then stopped`,
    keeps: ['the deploy used ', ' and then stopped'],
  },
  { id: 'sentence end', wrap: (value) => `it failed with ${value}.`, keeps: ['it failed with ', '.'] },
  { id: 'parentheses', wrap: (value) => `seen (${value}) twice`, keeps: ['seen (', ') twice'] },
  { id: 'double quotes', wrap: (value) => `got "${value}", then left`, keeps: ['got "', '", then left'] },
  { id: 'single quotes', wrap: (value) => `got '${value}'; then left`, keeps: ["got '", "'; then left"] },
  { id: 'backticks', wrap: (value) => `run \`${value}\` now`, keeps: ['run `', '` now'] },
  { id: 'start', wrap: (value) => `${value} was pasted here`, keeps: [' was pasted here'] },
  { id: 'end', wrap: (value) => `pasted here: ${value}`, keeps: ['pasted here: '] },
  { id: 'lines', wrap: (value) => `first line\n${value}\nlast line`, keeps: ['first line\n', '\nlast line'] },
  { id: 'tabs', wrap: (value) => `a\t${value}\tb`, keeps: ['a\t', '\tb'] },
  {
    id: 'URL path',
    wrap: (value) => `https://api.example.com/v1/${value}/items`,
    keeps: ['https://api.example.com/v1/'],
  },
  {
    id: 'URL query',
    wrap: (value) => `https://api.example.com/v1?page=2&x=${value}&y=3`,
    keeps: ['https://api.example.com/v1?page=2&x=', '&y=3'],
  },
  {
    id: 'JSON in a string',
    wrap: (value) => JSON.stringify({ a: 1, field: value, b: [2] }),
    keeps: ['{"a":1,"field":"', '","b":[2]}'],
  },
  { id: 'JSON in JSON', wrap: (value) => JSON.stringify({ body: JSON.stringify({ field: value, n: 1 }) }) },
  { id: 'list', wrap: (value) => `[${value}, ${value}]`, keeps: ['['] },
  { id: 'comma values', wrap: (value) => `7,${value},true`, keeps: ['7,', ',true'] },
  {
    id: 'log line',
    wrap: (value) => `2026-01-02T03:04:05.678Z INFO [worker-3] using ${value} for 12 requests`,
    keeps: ['2026-01-02T03:04:05.678Z INFO [worker-3] using ', ' for 12 requests'],
  },
  { id: 'markdown', wrap: (value) => `- **value**: \`${value}\` (old)`, keeps: ['(old)'] },
  { id: 'HTML', wrap: (value) => `<td>${value}</td>`, keeps: ['<td>', '</td>'] },
  { id: 'several', wrap: (value) => `${value} ${value};${value}|${value}` },
  { id: 'escaped line end', wrap: (value) => `out:\\n${value}\\nmore`, keeps: ['out:', 'more'] },
  { id: 'percent-encoded quotes', wrap: (value) => `q=%22${value}%22&z=1`, keeps: ['&z=1'] },
  { id: 'terminal colours', wrap: (value) => `\u001b[31m${value}\u001b[0m done`, keeps: [' done'] },
  {
    id: 'written colours',
    wrap: (value) => `ok \\u001b[32m${value}\\u001b[0m done`,
    keeps: ['ok ', ' done'],
  },
  { id: 'written colours of a shell', wrap: (value) => `ok \\033[1;32m${value}\\033[0m done`, keeps: ['ok '] },
  { id: 'records', wrap: (value) => `first\u0000${value}\u0000last`, keeps: ['first', 'last'] },
  { id: 'zero-width border', wrap: (value) => `first\u200b${value}\u0007 last`, keeps: ['last'] },
  { id: 'italics', wrap: (value) => `then _${value}_ was used`, keeps: ['then ', ' was used'] },
  {
    id: 'zero-width split',
    wrap: (value, _, random) => {
      const at = between(random, 1, value.length - 1);
      return `x ${value.slice(0, at)}${pick(random, ['\u200b', '\u200d', '\ufeff', '\u2060', '\u00ad', '\u202e'])}${value.slice(at)} y`;
    },
    keeps: ['x ', ' y'],
  },
];

/** Contexts that carry a name, in the ways of files, shells and languages. */
export const NAMED_CONTEXTS: readonly Context[] = [
  { id: '.env', wrap: (value, name) => `PORT=3000\n${name}=${value}\nDEBUG=1`, keeps: ['PORT=3000\n', '\nDEBUG=1'] },
  { id: '.env quoted', wrap: (value, name) => `${name}="${value}"` },
  { id: 'numbered', wrap: (value, name) => `export ${name}1=${value} && run`, keeps: [' && run'] },
  { id: 'numbered JSON', wrap: (value, name) => JSON.stringify({ [`${camel(name)}2`]: value }) },
  { id: 'coloured', wrap: (value, name) => `${camel(name)}: \\u001b[32m'${value}'\\u001b[39m,` },
  { id: 'coloured by a shell', wrap: (value, name) => `${name}=\\x1b[32m${value}` },
  { id: 'export', wrap: (value, name) => `export ${name}=${value} && run`, keeps: [' && run'] },
  { id: 'set', wrap: (value, name) => `set ${name}=${value}` },
  { id: 'PowerShell', wrap: (value, name) => `$env:${name} = "${value}"` },
  { id: 'YAML', wrap: (value, name) => `service:\n  ${name.toLowerCase()}: ${value}\n  port: 80`, keeps: ['port: 80'] },
  { id: 'YAML quoted', wrap: (value, name) => `  ${camel(name)}: '${value}'` },
  { id: 'TOML', wrap: (value, name) => `[auth]\n${name.toLowerCase()} = "${value}"` },
  { id: 'INI', wrap: (value, name) => `[auth]\n${name.toLowerCase()} = ${value}\n` },
  {
    id: 'JSON',
    wrap: (value, name) => JSON.stringify({ region: 'eu', [camel(name)]: value }),
    keeps: ['"region":"eu"'],
  },
  { id: 'JSON escaped', wrap: (value, name) => JSON.stringify(JSON.stringify({ [name]: value, n: 1 })) },
  { id: 'properties', wrap: (value, name) => `app.${name.toLowerCase().replace(/_/g, '.')}=${value}` },
  { id: 'JavaScript', wrap: (value, name) => `const ${camel(name)} = '${value}';` },
  { id: 'TypeScript', wrap: (value, name) => `const ${camel(name)}: string = "${value}";` },
  {
    id: 'object',
    wrap: (value, name) => `connect({ host: 'db', ${camel(name)}: '${value}' })`,
    keeps: ["connect({ host: 'db', "],
  },
  { id: 'Python', wrap: (value, name) => `${name.toLowerCase()} = '${value}'` },
  {
    id: 'Python keyword',
    wrap: (value, name) => `client(${name.toLowerCase()}="${value}", retries=3)`,
    keeps: ['client(', ', retries=3)'],
  },
  { id: 'Python dict', wrap: (value, name) => `os.environ["${name}"] = "${value}"` },
  { id: 'Go', wrap: (value, name) => `${camel(name)} := "${value}"` },
  { id: 'Rust', wrap: (value, name) => `let ${name.toLowerCase()}: &str = "${value}";` },
  { id: 'Java', wrap: (value, name) => `private static final String ${name} = "${value}";` },
  { id: 'Java call', wrap: (value, name) => `System.setProperty("${name}", "${value}")` },
  { id: 'C#', wrap: (value, name) => `var ${camel(name)} = @"${value}";` },
  { id: 'C', wrap: (value, name) => `#define ${name} "${value}"` },
  { id: 'PHP', wrap: (value, name) => `define('${name}', '${value}');` },
  { id: 'PHP array', wrap: (value, name) => `'${name.toLowerCase()}' => '${value}',` },
  { id: 'Ruby', wrap: (value, name) => `:${name.toLowerCase()} => "${value}"` },
  { id: 'Kotlin', wrap: (value, name) => `val ${camel(name)} = """${value}"""` },
  { id: 'Swift', wrap: (value, name) => `let ${camel(name)}: String? = "${value}"` },
  { id: 'Terraform', wrap: (value, name) => `  ${name.toLowerCase()}   = "${value}"` },
  { id: 'Dockerfile', wrap: (value, name) => `ENV ${name}=${value}` },
  {
    id: 'setter',
    wrap: (value, name) => `config.set${camel(name)[0]?.toUpperCase()}${camel(name).slice(1)}("${value}")`,
  },
  { id: 'Go typed', wrap: (value, name) => `var ${camel(name)} string = "${value}"` },
  { id: 'Make simple', wrap: (value, name) => `${camel(name)} ::= "${value}"` },
  { id: 'Make POSIX', wrap: (value, name) => `${camel(name)} :::= "${value}"` },
  { id: 'Make default', wrap: (value, name) => `${name} ?= ${value}` },
  { id: 'PHP append', wrap: (value, name) => `$${camel(name)} .= "${value}"` },
  { id: 'PHP coalesce', wrap: (value, name) => `$${camel(name)} ??= "${value}"` },
  { id: 'rake', wrap: (value, name) => `${camel(name)} ||= '${value}'` },
  { id: 'comparison', wrap: (value, name) => `if (${camel(name)} === '${value}') {` },
  { id: 'chained call', wrap: (value, name) => `builder.${camel(name)}("${value}").build()`, keeps: ['").build()'] },
  { id: 'named argument', wrap: (value, name) => `client(${camel(name)}: "${value}")` },
  { id: 'batch JSON', wrap: (value, name) => `[{"name": "${name}", "value": "${value}"}]` },
  { id: 'XML lines', wrap: (value, name) => `<${camel(name)}>\n    ${value}\n</${camel(name)}>` },
  {
    id: 'connection string',
    wrap: (value, name) => `Server=db;Port=5432;${camel(name)}=${value};Timeout=5`,
    keeps: ['Server=db;Port=5432;', ';Timeout=5'],
  },
  {
    id: 'XML',
    wrap: (value, name) => `<config><${camel(name)}>${value}</${camel(name)}></config>`,
    keeps: ['<config>'],
  },
  { id: 'XML attributes', wrap: (value, name) => `<add key="${name}" value="${value}" />`, keeps: ['<add key="'] },
  { id: 'Kubernetes env', wrap: (value, name) => `- name: ${name}\n  value: ${value}` },
  { id: 'flag', wrap: (value, name) => `tool --${kebab(name)} ${value} --verbose`, keeps: ['tool --', ' --verbose'] },
  {
    id: 'flag equals',
    wrap: (value, name) => `tool --${kebab(name)}=${value} --verbose`,
    keeps: ['tool --', ' --verbose'],
  },
  {
    id: 'header',
    wrap: (value, name) => `curl -H "X-${kebab(name)}: ${value}" https://api.example.com/`,
    keeps: ['https://api.example.com/'],
  },
  {
    id: 'query',
    wrap: (value, name) => `https://api.example.com/x?${name.toLowerCase()}=${encodeURIComponent(value)}&page=2`,
    keeps: ['https://api.example.com/x?', '&page=2'],
    encodes: encodeURIComponent,
  },
  {
    id: 'query encoded',
    wrap: (value, name) => `redirect=%2Fx%3F${name.toLowerCase()}%3D${encodeURIComponent(value)}%26page%3D2`,
    encodes: encodeURIComponent,
  },
];
