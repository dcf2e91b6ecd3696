/**
 * What is known of goals that are hard to meet: what was measured, what was tried, and what was not. Shown beneath the table for the
 * goals that a run misses. Written by hand from profiles and timings of their own; to be read again when the code changes.
 */

/** The least that a call with a look-up by name can be. */
export const ABOVE_LEVEL =
  'pino replaces the methods below its level by an empty function; here one `track()` serves all events, so that a call looks the event up by its name, a few nanoseconds. It would take a method an event.';

/** Against an exporter that forgets. */
export const AGAINST_NULL =
  'With a null exporter the SDK keeps a reference to each record, and encodes, redacts and writes nothing. It would take the encoder of the row against pino, and a redaction and a check of each field that cost next to nothing; nobody has shown that this is enough.';

/** Against the loopback. */
export const AGAINST_LOOPBACK = 'The cost is that of the row against pino in bursts; what is said there holds here.';

/** In bursts. */
export const IN_BURSTS =
  'By the profile a tenth is the flattening of the line before it is queued and its second copy into the batch, 8 % the texts of fractions, 5 % garbage collection, 4 % the write, 3 % the pattern of a digest; the rest is spread over the recorder, with no step above a tenth. It would take an encoder that writes bytes into the batch itself, without a text a line, which every reporter is handed today.';

/** One event a turn. */
export const ONE_A_TURN =
  'By the profile a fifth are the two looks of a batch (an `lstat` of the path before, an `fstat` after), 13 % the write, 9 % garbage collection; an event a turn pays them for each event. They are the promise that a purge or a withdrawal by another process is seen by the next batch, and that no batch stays in a file that is gone; docs/decisions/store-look-after-by-fstat.md says why neither can go. The three calls and the turn alone are more than 80 % of what a bare store takes.';

/** Start-up of a process that records. */
export const TEN_EVENTS =
  'By the profile (200 µs, of all that is added to an empty process) a quarter is V8 compiling our modules, by their size more than half of it the redaction; a tenth the start of `node:crypto` for event ids; the resolution of eight packages and about twenty files a tenth; the declaration of the standard catalog a twentieth. Tried without gain: minified packages (1 ms), compiling each event when it first comes (nothing), keeping the events of the standard catalog that get no word as they are (3 % of the import). Tried on the side: core with all that it needs in one file takes a third less to import, but then a host has each package twice. Not done: scanners that are loaded with the first text that looks like something, by a synchronous `require`, which a bundler must be told not to see.';

/** Importing core. */
export const IMPORTING =
  'Timed in fresh processes: as it is importing took 1.10 of what it takes pino, without the redaction 0.75, with everything in one minified file 0.67, minified packages alone 1.02. Each file costs 0.3 ms, the redaction about 6, the standard catalog about 4, of which 2 are for building it a second time with the words of the host. What would meet the goal is a redaction of which the scanners are loaded later; see the row of ten events.';

/** The command line. */
export const STATUS =
  'The command is one file; it loads no stream, no socket, and `node:crypto` only for the digests of what is folded. By the profile of what is left a quarter is V8 compiling that file (245 kB; minified it is half as large and takes as long), a twentieth the wrappers of modules in it, the rest spread over reading the files of consent. Where somebody has agreed, 4 ms are `node:crypto` and 4 to 6 the standard catalog and the parser, which are made before it is known whether the log has grown. Split into several files it took 6 ms more.';

/** Writers side by side. */
export const WRITERS =
  'In a run of its own four processes took 7.8 µs of CPU an event with a log each, and 8.0 with one log (medians of seven rounds): sharing the log is 3 % of it, and the rest is running four processes on two busy cores.';

/** The event loop. */
export const EVENT_LOOP =
  'This run does not settle it: with telemetry off the p99.9 of single rounds already lies many milliseconds apart, since the machine is busy. What delays the loop was not profiled; it needs a quiet machine.';

/** What the process takes from the system. */
export const PROCESS_MEMORY =
  'The heap does not grow. Half of what is left is the young generation of V8, which doubles when much is allocated, and by how much differs from run to run; a plain loop that makes the same payloads and their JSON grew by 14 MB, 10 of them young generation. What stood here before, 12 MB for the texts of fractions, is gone.';

/** The bundle. */
export const SIZE =
  'Bundled alone, the redaction is the largest part, then consent with its TOML parser and what sends events; the goal is half of a client that redacts nothing and asks nobody. It would take leaving out detectors. `createTelemetry` alone, with a file reporter, is the row below.';
