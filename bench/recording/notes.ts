/**
 * What is known of goals that are hard to meet: what was measured, what was tried, and what was not. Shown beneath the table for the
 * goals that a run misses. Written by hand from profiles and timings of their own; to be read again when the code changes.
 */

/** The least that a call with a look-up by name can be. */
export const ABOVE_LEVEL =
  'pino replaces the methods below its level by an empty function; here one `track()` serves all events, so that a call looks the event up by its name, a few nanoseconds. It would take a method an event.';

/** Against an exporter that forgets. */
export const AGAINST_NULL =
  'With a null exporter the SDK keeps a reference to each record, and encodes, redacts and writes nothing. Not tried: an encoder that writes bytes into the batch itself, without a text a line.';

/** Against the loopback. */
export const AGAINST_LOOPBACK =
  'The cost is that of the row against pino in bursts; no step stands out in the profile.';

/** In bursts. */
export const IN_BURSTS =
  'By the profile a fifth is garbage collection, 8 % the texts of numbers, 7 % the flattening of the line before it is queued, 4 % the write; no other step is above a tenth.';

/** One event a turn. */
export const ONE_A_TURN =
  'By the profile 18 % are two `lstat` of the path, 1.4 µs each, and 11 % the write. They are the promise that a purge or a withdrawal by another process is seen by the next batch. Not tried: the look after the write asks only whether the file was unlinked, which `fstat` would tell.';

/** Start-up of a process that records. */
export const TEN_EVENTS =
  "Timed step by step in a fresh process: loading the redaction 6 ms, of it 3.7 ms compiling; `node:crypto` for event ids 3.5 ms; `node:fs`, imported into an ES module, which loads streams, 2.4 ms; compiling the recorder 1.8 ms; the first event 1.9 ms; the catalog with the host's events 1.2 ms; `performance` 0.7 ms. Tried without gain: minified packages (1 ms of the import), compiling each event when it first comes (nothing). Not tried: `process.getBuiltinModule` for `node:fs`, another clock.";

/** Importing core. */
export const IMPORTING =
  'Timed in a fresh process: loading the redaction takes 6 of 15 ms, of it 3.7 ms compiling; the module of the standard catalog about 4 ms. Minified packages take 1 ms less. Not tried: a redaction of which the scanners are loaded later, a catalog that is checked when it is built.';

/** The command line. */
export const STATUS =
  'The profile shows `node:crypto`, standard output as a stream with `node:net`, the declaration of the standard catalog, and the resolution of modules, each of some milliseconds under the profiler. Nothing was tried.';

/** Writers side by side. */
export const WRITERS =
  'In a run of its own four processes took 7.8 µs of CPU an event with a log each, and 8.0 with one log (medians of seven rounds): sharing the log is 3 % of it, and the rest is running four processes on two busy cores.';

/** The event loop. */
export const EVENT_LOOP =
  'This run does not settle it: with telemetry off the p99.9 of single rounds already lies many milliseconds apart, since the machine is busy. What delays the loop was not profiled; it needs a quiet machine.';

/** What the process takes from the system. */
export const PROCESS_MEMORY =
  'The heap does not grow. The process grew over the first 400,000 events and was flat from there on; a young generation of 1 MB (`--max-semi-space-size=1`) changed nothing, and pino, synchronous, grows by less than 1 MB, so that it is ours. The cause was not found.';

/** The bundle. */
export const SIZE =
  'Bundled alone, the redaction is 44 kB gzipped and consent with its TOML parser 29 kB (both with the schema they share); the goal is 33 kB for everything.';
