/**
 * What is known of goals that are hard to meet: what was measured, what was tried, and what was not. Shown beneath the table for the
 * goals that a run misses. Written by hand from profiles and timings of their own; to be read again when the code changes.
 */

/** The first summary. */
export const FIRST =
  'By the profile, over 300,000 events, more than a quarter is the parser of lines with the `JSON.parse` in it; garbage collection takes 7 %, the time of each line by `Date.parse` 3.5 %, syncing and writing the states 7 %, the checks of the envelope 6 %; the rest is mostly the metrics, with no step above 7 %. DuckDB parses the columns that it was told of and skips the rest. It would take a reader of lines that is compiled from the schema, 0.9 of DuckDB in an earlier trial where a `JSON.parse` a line was 4.5; there is none here.';

/** Its memory. */
export const PEAK =
  'Over 300,000 events the command has a peak of 141 MiB, 105 where all is folded before, an empty process 42. So about 36 come with reading, and about 63 with the modules of the command and with decoding and merging states; which of those two holds how much was not told apart, since a profile of the heap shows what is alive at the end, 3 MB. The 36 are the young generation of V8: with `--max-semi-space-size=8` on the command line of Node the peak is 106 at the same CPU, with 1 it is 117 and takes 11 % more. From inside the process that flag does nothing any more; a growth factor of 1 does, 116, and takes 19 % more, so it was left out. It would take Node to be started with the flag, or a worker thread with limits, and 0.3 of DuckDB is less than twice an empty process.';

/** The summary again. */
export const AGAIN =
  'By the profile, over 300,000 events, a seventh is garbage collection, 8 % the `JSON.parse` of the states, 7 % finding keys in maps, 4 % each merging quantiles, decoding them and compiling modules; the rest is spread. Each state is read, summed and parsed once. It would take states of less text: keys of workflows and digests of stacks stand in each day in full, and each metric by name, in the form that daily summaries are sent in.';

/** Sketches of quantiles. */
export const QUANTILES =
  'A merge adds pages of 128 counters, a page for each power of two, of which most are zero in sketches of a thousand values; DDSketch adds the bins between its least and its greatest value. Tried without gain: passing over the counters that are zero, which takes about twice as long, and the loop as a function of its own. A page that knows its ends would read less; that was not tried.';
