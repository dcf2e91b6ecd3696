/**
 * What is known of goals that are hard to meet: what was measured, what was tried, and what was not. Shown beneath the table for the
 * goals that a run misses. Written by hand from profiles and timings of their own; to be read again when the code changes.
 */

/** The first summary. */
export const FIRST =
  'Every line is parsed by `JSON.parse` into an event and checked before it is counted; DuckDB reads the columns that it was told of and skips the rest.';

/** Its memory. */
export const PEAK = 'Not profiled.';

/** The summary again. */
export const AGAIN = '`export` reads all events each time; what it could fold is not kept between two runs.';

/** Sketches of quantiles. */
export const QUANTILES = 'Not profiled.';
