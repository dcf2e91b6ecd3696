/** Makes an input that fits the declaration of an event: what `show-payload` shows and `doctor --canary` plants secrets in. */

import type { EventDefinition, Field } from '@telemetry/schema';
import { declaredFields } from '@telemetry/schema';

/** The texts of a sample. */
export interface SampleTexts {
  /** Where an identifier stands that has no words of its own. */
  readonly name: string;
  /** Where any text may stand. */
  readonly text: string;
  /** RFC 3339, UTC, milliseconds. */
  readonly instant: string;
  /** Whether identifiers are taken from their vocabularies. */
  readonly prefersWords: boolean;
}

/** 64 hex digits, as any digest has. */
const SAMPLE_DIGEST = '0123456789abcdef'.repeat(4);

/** A usual value of each unit. */
const USUAL: { readonly [unit: string]: number } = {
  milliseconds: 1234,
  seconds: 12,
  minutes: 25,
  bytes: 4096,
  tokens: 1500,
  usd: 0.0123,
  ratio: 0.75,
  delta: -2,
};

/** An input of the event, with every field that it declares. */
export function createSampleInput(definition: EventDefinition, texts: SampleTexts): { [field: string]: unknown } {
  return Object.fromEntries(declaredFields(definition).map(({ name, field }) => [name, sampleOf(field, texts)]));
}

function sampleOf(field: Field, texts: SampleTexts): unknown {
  switch (field.kind) {
    case 'flag':
      return true;
    case 'number':
      return Math.min(
        field.max ?? Number.POSITIVE_INFINITY,
        Math.max(field.min ?? Number.NEGATIVE_INFINITY, USUAL[field.unit] ?? 3),
      );
    case 'enumeration':
      return field.values[0];
    case 'name':
      return texts.prefersWords ? (field.words[0] ?? texts.name) : texts.name;
    case 'hashed':
    case 'local':
      return texts.text;
    case 'digest':
    case 'fingerprint':
      return SAMPLE_DIGEST;
    case 'instant':
      return texts.instant;
    case 'list':
      return [sampleOf(field.item, texts)];
    case 'record':
      return Object.fromEntries(Object.entries(field.fields).map(([name, inner]) => [name, sampleOf(inner, texts)]));
  }
}
