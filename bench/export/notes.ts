/**
 * What is known of goals that are hard to meet: what was measured, what was tried, and what was not. Shown beneath the table for the
 * goals that a run misses. Written by hand from profiles and timings of their own; to be read again when the code changes.
 */

/** The first summary. */
export const FIRST =
  'Every line is parsed by `JSON.parse` into an event and checked before the metrics read it; DuckDB parses the columns that it was told of and skips the rest. Earlier trials had 4.5 of DuckDB for a `JSON.parse` a line, and 0.9 for a reader that is compiled from the schema; there is no such reader here.';

/** Its memory. */
export const PEAK =
  'Not profiled. An empty process of Node has about 45 MB, and the young generation of V8 grows while events are parsed; the rest is the states of the metrics.';

/** The summary again. */
export const AGAIN =
  'Not profiled. What is left is loading the modules of the command, reading and checking the states of the log and merging them.';

/** Sketches of quantiles. */
export const QUANTILES =
  'A merge adds pages of 128 counters, a page for each power of two, of which most are zero in sketches of a thousand values; DDSketch adds the bins between its least and its greatest value. A page that knows its ends would read less.';
