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
  "Timed within fresh processes, in CPU: of 32 ms that are added 5 are the start of `node:crypto` for the ids of events, 4 the import of the redaction and 3 the first event, for which what is said of the scope is looked through; 3 the store, 2 each the payload, core and the declaration of events, 1.5 the close; 0.4 of each for the file that it is, of which seven are ours. The scanners are loaded with the first text that looks like something, the fields of a standard event with its first use. docs/decisions/start-of-a-recorder.md has what was gained and what was thrown away. Not done: ids without `node:crypto`, whose first use alone is a fifth of what pino adds; what is random and cheaper either reads a file or can be guessed from ids that have left. By `loadTelemetry` there are also the TOML parser (nine files, 7 ms), ci-info (two, 2 ms), the policy and its digest, for which all standard events are declared, and this machine's own facts.";

/** Importing core. */
export const IMPORTING =
  'Timed in fresh processes, in pairs, in CPU: what is left is 1.5 ms for the first package that is found at all, 4 for the part of the redaction that is read at once, 3 for the declaration of events, and 2 each for core and the payload, 0.4 of each for the file that it is. The standard catalog is declared without its fields, which are made when they are asked for.';

/** The command line. */
export const STATUS =
  'The command is one file of 110 kB, with three files beside it that it seldom loads: the TOML parser, where there is a configuration, and the parser of events and what finds a catalog, where lines have come since the log was folded. By the profile of what is left where nobody was asked the largest single part, a third, is V8 compiling that file; the rest is spread over reading the files of consent. Timed within the process, it runs for 8 ms once it is loaded, 1 of them for its modules and 1 to tell continuous integration, none of the other steps more. Where somebody has agreed it is 20, of which 7 are the start of `node:crypto` for the digests by which folded states are believed, 4 the TOML parser and what it reads, 3 the rest of the fold: a check of the states that needs no cryptography would be the next step. Tried: the same minified (no time), in several files with what is common in chunks (6 ms more), without functions around what is imported late (2 ms less, kept).';

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
  'Bundled alone, the redaction is the largest part, more than a third, then consent with its TOML parser, the store, what sums up days, and what sends events; the goal is half of a client that redacts nothing and asks nobody. It would take leaving out detectors. An entry of consent with what a recording process needs of it would save 16 kB before they are compressed, a thirtieth; it was not made. `createTelemetry` alone, with a file reporter, is the row below.';
