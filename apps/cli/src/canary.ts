/**
 * The canary: secrets made up on the spot are given to the real recorder, everywhere a careless program could put them, and
 * everything that was written is searched for them. Writes into a temporary folder only, and removes it.
 */

import { randomInt } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTelemetry } from '@telemetry/core';
import type { RedactionPolicy } from '@telemetry/redaction';
import { fileReporter } from '@telemetry/reporters';
import type { Catalog, EventDefinition } from '@telemetry/schema';
import { createSampleInput } from './sample-input.ts';

/** What the canary found. */
export interface CanaryReport {
  readonly ok: boolean;
  /** The kinds of secret that were planted. */
  readonly secrets: readonly string[];
  /** How often a secret was handed to the recorder. */
  readonly planted: number;
  /** Lines that were written: events, and the flags that something was taken out of them. */
  readonly lines: number;
  readonly bytes: number;
  /** The kinds of which something arrived. */
  readonly found: readonly string[];
}

/** A secret of the moment. */
export interface Secret {
  readonly kind: string;
  readonly value: string;
}

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';
const LETTERS = LOWER + LOWER.toUpperCase();
const BASE64URL = `${LETTERS + DIGITS}-_`;

/** Parts of a secret that are searched for: half of it in a row, at least eight characters. */
const MIN_PART = 8;

/** Plants, records, searches, removes. */
export async function runCanary(
  catalog: Catalog,
  redaction: RedactionPolicy,
  secrets: readonly Secret[] = createSecrets(),
): Promise<CanaryReport> {
  const folder = mkdtempSync(join(tmpdir(), 'telemetry-canary-'));
  try {
    const telemetry = createTelemetry({
      app: 'canary',
      catalog,
      config: { level: 'debug' },
      redaction,
      reporter: fileReporter({ file: join(folder, 'canary.jsonl') }),
      // What is recorded here is made up, and removed: nobody's no is passed over.
      env: {},
    });
    let planted = 0;
    for (const { value } of secrets) {
      const scope = telemetry.scope({
        runId: value,
        source: value,
        actor: { kind: 'agent', id: value },
        tags: { note: value, [value]: 'tag' },
      });
      for (const event of catalog.events) {
        for (const payload of carelessPayloads(event, value)) {
          scope.track(event.name, payload);
          planted += 1;
        }
      }
      // A programmer's mistake: the secret in place of the event's name.
      scope.track(value, {});
    }
    await telemetry.close();
    const written = readdirSync(folder)
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join('');
    const found = secrets.filter((secret) => arrives(secret, written)).map(({ kind }) => kind);
    return {
      ok: found.length === 0,
      secrets: secrets.map(({ kind }) => kind),
      planted,
      lines: written.split('\n').filter((line) => line !== '').length,
      bytes: Buffer.byteLength(written),
      found,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Inputs of an event as a careless program would pass them. */
function carelessPayloads(event: EventDefinition, secret: string): readonly { readonly [field: string]: unknown }[] {
  const instant = '2026-01-01T00:00:00.000Z';
  const text = `request failed: got ${secret} and gave up`;
  const fitting = createSampleInput(event, { name: 'sample', text, instant, prefersWords: true });
  return [
    { ...fitting, message: text, error: { stack: text }, api_key: secret, [secret]: 1 },
    createSampleInput(event, { name: secret, text: secret, instant, prefersWords: false }),
  ];
}

/** Whether half of a secret, or eight characters of it, stand in what was written, as they are or encoded. */
function arrives({ value }: Secret, written: string): boolean {
  const length = Math.max(MIN_PART, Math.ceil(value.length / 2));
  for (let start = 0; start + length <= value.length; start += 1) {
    const part = value.slice(start, start + length);
    const forms = [part, encodeURIComponent(part), Buffer.from(part).toString('hex')];
    if (forms.some((form) => written.includes(form))) return true;
  }
  return written.includes(Buffer.from(value).toString('base64').slice(0, -4));
}

/** New ones at each run, so that none stands in the program, and none is anybody's. */
function createSecrets(): readonly Secret[] {
  const segment = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const header = segment({ alg: 'HS256', typ: 'JWT' });
  return [
    { kind: 'github_token', value: `ghp_${pick(LETTERS + DIGITS, 36)}` },
    { kind: 'aws_access_key', value: `AKIA${pick(`${LETTERS.toUpperCase().slice(26)}234567`, 16)}` },
    { kind: 'slack_token', value: `xoxb-${pick(DIGITS, 12)}-${pick(DIGITS, 12)}-${pick(LETTERS + DIGITS, 24)}` },
    { kind: 'stripe_key', value: `sk_live_${pick(LETTERS + DIGITS, 24)}` },
    { kind: 'json_web_token', value: `${header}.${segment({ sub: pick(DIGITS, 10) })}.${pick(BASE64URL, 43)}` },
    { kind: 'email', value: `${pick(LOWER, 12)}@${pick(LOWER, 10)}.com` },
    { kind: 'card_number', value: createCardNumber() },
    {
      kind: 'password_in_url',
      value: `https://${pick(LOWER, 8)}:${pick(LETTERS + DIGITS, 16)}@${pick(LOWER, 10)}.com/`,
    },
  ];
}

function pick(alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}

/** Sixteen digits with a check digit (ISO/IEC 7812-1, Luhn). */
function createCardNumber(): string {
  const digits = `4${pick(DIGITS, 14)}`;
  const sum = [...digits].reduce((total, digit, index) => {
    const doubled = Number(digit) * (index % 2 === 0 ? 2 : 1);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}
