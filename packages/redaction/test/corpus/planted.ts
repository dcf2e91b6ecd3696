/** Plants samples of a format in contexts and says whether anything of them survived. */
import { createRedactor } from '../../src/index.ts';
import { between, fill, type Random } from '../random.ts';
import { type Context, NAMED_CONTEXTS, PLAIN_CONTEXTS } from './contexts.ts';
import type { SecretFormat } from './formats.ts';

export interface Planted {
  readonly format: string;
  readonly context: string;
  readonly value: string;
  readonly text: string;
  readonly keeps: readonly string[];
}

/** Names that say nothing, for formats that stand for themselves. */
const NEUTRAL_NAMES = ['SETTING_A', 'VALUE_ONE', 'MY_FIELD', 'THING'];

function plant(format: SecretFormat, context: Context, random: Random): Planted {
  const value = fill(format.format, random);
  const name = format.name ?? (NEUTRAL_NAMES[between(random, 0, NEUTRAL_NAMES.length - 1)] as string);
  return {
    format: format.id,
    context: context.id,
    value: context.encodes?.(value) ?? value,
    text: context.wrap(value, name, random),
    keeps: context.keeps ?? [],
  };
}

/** `rounds` samples in every context that suits the format. */
export function plantAll(format: SecretFormat, random: Random, rounds: number): Planted[] {
  const contexts = format.name === undefined ? [...PLAIN_CONTEXTS, ...NAMED_CONTEXTS] : NAMED_CONTEXTS;
  const out: Planted[] = [];
  for (let round = 0; round < rounds; round++) for (const context of contexts) out.push(plant(format, context, random));
  return out;
}

/** True when half of `value` in a row, or eight characters of it, stand in `text`. */
export function leaks(text: string, value: string): boolean {
  const window = Math.max(Math.min(8, value.length), Math.ceil(value.length / 2));
  for (let i = 0; i + window <= value.length; i++) if (text.includes(value.slice(i, i + window))) return true;
  return false;
}

/** A redactor that keeps long texts whole, so that a cut never hides a miss. */
export function createWideRedactor(): (text: string) => string {
  const redactor = createRedactor({ maxStringLength: 100_000 }, { cache: false });
  return (text) => redactor.redactText(text);
}
