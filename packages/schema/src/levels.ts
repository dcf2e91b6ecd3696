/** The consent levels and their order. A field above the consented level does not exist for the rest of the system. */

/** All levels, lowest first. */
export const LEVELS = ['off', 'minimal', 'standard', 'debug'] as const;

/** How much may be recorded or may leave. */
export type Level = (typeof LEVELS)[number];

/** The levels at which fields can be declared. */
export const RECORDING_LEVELS = ['minimal', 'standard', 'debug'] as const;

/** A level at which something is recorded. */
export type RecordingLevel = (typeof RECORDING_LEVELS)[number];

/** Tells whether what is declared at `declared` may be recorded under `consented`. */
export function includesLevel(consented: Level, declared: RecordingLevel): boolean {
  return LEVELS.indexOf(declared) <= LEVELS.indexOf(consented);
}

/** The lower of two levels. */
export function lowerLevel(a: Level, b: Level): Level {
  return LEVELS.indexOf(a) <= LEVELS.indexOf(b) ? a : b;
}

/** Tells whether a value is the name of a level. */
export function isLevel(value: unknown): value is Level {
  return typeof value === 'string' && (LEVELS as readonly string[]).includes(value);
}
