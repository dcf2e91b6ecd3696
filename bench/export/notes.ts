/**
 * What is known of goals that are hard to meet: what was measured, what was tried, and what was not. Shown beneath the table for the
 * goals that a run misses. Written by hand from profiles and timings of their own; to be read again when the code changes.
 */

/** The first summary. */
export const FIRST =
  'By the profile, over 1,000,000 events, 35 % is reading lines from their bytes, half of that their payloads; 29 % the metrics, with no step above 7 %; encoding and writing the states 11 %, a third of it waiting for the disk; garbage collection 7 %, reading the files 4 %. In pairs on a busy machine it took 1.23 times the CPU of DuckDB, where a parser of whole lines took 2.4 times. DuckDB uses two threads, and this one: so its wall time is about half of its CPU, and ours is all of it. A second thread was not tried. What is left to read is mostly what must be looked at to believe a line; the metrics would have to be added up for many events at once.';

/** Its memory. */
export const PEAK =
  'Over 1,000,000 events the command has a peak of 170 MiB, 120 where all is folded before, 67 with an empty log, an empty process 42. What is alive at the end is 15 MB; most of the rest is the young generation of V8, which grows by what lives on and is never made smaller while much is read: with `--max-semi-space-size=8` on the command line of Node the peak is 128 at 10 % more CPU, with 1 it is 136. From inside the process that flag does nothing any more; a growth factor of 1 does, 131, and takes a quarter more, so it was left out. It would take Node to be started with the flag, or a worker thread with limits; and 0.3 of DuckDB is about what the command takes to start.';

/** The summary again. */
export const AGAIN =
  'The sealed files come to one state of 3.4 MB, which is read, summed and parsed once; it does not grow with their number. By the profile, over 1,000,000 events, 23 % is reading that state, 22 % making figures of it, a third of which is telling once more by their SHA-256 which keys a full map keeps, 19 % loading modules, 11 % garbage collection. In pairs on a busy machine it took 0.11 of the CPU of DuckDB, where reading the state of every file took 0.21. It would take a state of less text: most of it are digests of stacks, of which five a group are shown.';

/** Sketches of quantiles. */
export const QUANTILES =
  'A merge adds pages of 128 counters, a page for each power of two, of which most are zero in sketches of a thousand values; DDSketch at its default has 35 bins for each power of two, at twice our error, and adds those between its least and its greatest value. Tried without gain: passing over the counters that are zero, which takes about twice as long; pages that know their ends, added eight counters a step, which is no faster and costs the insertion a fifth. Plain arrays for pages insert in half the time and merge in one and a half times as much.';
