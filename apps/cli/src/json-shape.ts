/**
 * The shapes of what `--json` prints, as JSON Schema (draft 2020-12) made by a few short functions: docs/cli.md shows them,
 * and the tests hold the output against them.
 */

/** A JSON Schema. */
export interface JsonShape {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly (string | null)[];
  readonly properties?: { readonly [member: string]: JsonShape };
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonShape;
  readonly items?: JsonShape;
}

/** Text. */
export function asText(description: string): JsonShape {
  return { type: 'string', description };
}

/** One of some words. */
export function asWord(words: readonly string[], description: string): JsonShape {
  return { type: 'string', enum: words, description };
}

/** A whole number. */
export function asCount(description: string): JsonShape {
  return { type: 'integer', description };
}

/** Yes or no. */
export function asFlag(description: string): JsonShape {
  return { type: 'boolean', description };
}

/** The same, or null. */
export function orNull(shape: JsonShape): JsonShape {
  const type = [...[shape.type ?? []].flat(), 'null'];
  return shape.enum === undefined ? { ...shape, type } : { ...shape, type, enum: [...shape.enum, null] };
}

/** A list. */
export function listOf(items: JsonShape, description: string): JsonShape {
  return { type: 'array', items, description };
}

/** An object whose keys are not known beforehand. */
export function mapOf(values: JsonShape, description: string): JsonShape {
  return { type: 'object', additionalProperties: values, description };
}

/** An object with exactly these members. */
export function asObject(properties: { readonly [member: string]: JsonShape }, description = ''): JsonShape {
  return {
    type: 'object',
    ...(description === '' ? {} : { description }),
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  };
}

/** An object that another page describes. */
export function asDescribed(description: string): JsonShape {
  return { type: 'object', description };
}
