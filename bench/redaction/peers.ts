/** The redactors on npm, each behind one function over a text, used as its own documentation says. */
import { DeepRedact } from '@hackylabs/deep-redact';
import pinoRedact from '@pinojs/redact';
import { lintSource } from '@secretlint/core';
import { creator as preset } from '@secretlint/secretlint-rule-preset-recommend';
import { createRedactor, type Redactor } from '@telemetry/redaction';
import { standardRules, redact as visulima } from '@visulima/redact';
import { OpenRedaction } from 'openredaction';
import { SyncRedactor } from 'redact-pii';

/** One redactor under measurement. */
export interface Contender {
  readonly name: string;
  /** Redacts a text. */
  readonly text: (text: string) => string | Promise<string>;
  /** Redacts an event; absent where the package knows texts only: its strings are then redacted one by one. */
  readonly event?: (event: unknown) => unknown;
}

/** Ours, with limits wide enough that a cut never hides a miss. */
export function createOurs(cache: boolean): Redactor {
  return createRedactor({ maxStringLength: 1_000_000 }, { cache });
}

function replaceRanges(text: string, ranges: readonly (readonly [number, number])[]): string {
  let out = '';
  let from = 0;
  for (const [start, end] of [...ranges].sort((a, b) => a[0] - b[0])) {
    if (start < from) continue;
    out += `${text.slice(from, start)}[redacted]`;
    from = end;
  }
  return out + text.slice(from);
}

/** All contenders, ours first. */
export function createContenders(): Contender[] {
  const ours = createOurs(false);
  const pii = new SyncRedactor();
  const open = new OpenRedaction();
  const deep = new DeepRedact({
    blacklistedKeys: ['password', 'token', 'secret', 'apiKey', 'authorization', 'cookie'],
  });
  const pino = pinoRedact({
    paths: ['password', '*.password', 'token', '*.token', '*.auth_token', 'headers.authorization'],
    serialize: false,
  });
  return [
    { name: '@telemetry/redaction', text: (text) => ours.redactText(text), event: (event) => ours.redact(event) },
    {
      name: '@secretlint (preset recommend)',
      text: async (text) => {
        const { messages } = await lintSource({
          source: { filePath: '/sample.txt', content: text, contentType: 'text', ext: '.txt' },
          options: {
            config: { rules: [{ id: '@secretlint/secretlint-rule-preset-recommend', rule: preset, options: {} }] },
          },
        });
        return replaceRanges(
          text,
          messages.map(({ range }) => [range[0], range[1]] as const),
        );
      },
    },
    { name: 'openredaction', text: async (text) => (await open.detect(text)).redacted },
    {
      name: '@visulima/redact',
      text: (text) => visulima({ text }, standardRules).text as string,
      event: (event) => visulima(event as Record<string, unknown>, standardRules),
    },
    { name: 'redact-pii', text: (text) => pii.redact(text) },
    {
      name: '@hackylabs/deep-redact',
      text: (text) => (deep.redact({ text }) as { text: string }).text,
      event: (event) => deep.redact(event),
    },
    {
      name: '@pinojs/redact',
      text: (text) => (pino({ text }) as { text: string }).text,
      event: (event) => pino(event),
    },
  ];
}
