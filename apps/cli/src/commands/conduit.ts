/** `conduit`: k-anonymous counts of the log, chained in chunks, that go out with a release; and `conduit verify`, which checks them. */

import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { TelemetryError } from '@telemetry/schema';
import { defineCommand, flag, text, type ValueOption } from '../command.ts';
import { verifyConduit } from '../conduit-check.ts';
import { runConduit } from '../conduit-run.ts';
import { asDescribed } from '../json-shape.ts';

/** The word in place of a release folder. A folder of this name is `./verify`. */
const VERIFY = 'verify';

export const conduit = defineCommand({
  name: 'conduit',
  aliases: [],
  summary:
    'Print (or with --apply write) counts of the log for a release, none below k; `conduit verify <file>` checks such a file.',
  args: [
    { name: 'releaseDir', summary: 'the folder of the release, or the word `verify`' },
    { name: 'file', summary: 'after `verify`: a store, a snapshot or another artifact', isOptional: true },
  ],
  options: {
    out: text('path', 'where the snapshot is written: a file, or a folder; not within the release folder'),
    k: wholeNumber('--k', 'minCount', 'the least count that is told, at least 5; 100 for a new stream, then fixed'),
    window: wholeNumber('--window', 'ticks', 'events of a window; 3600 for a new stream, then fixed'),
    preview: flag('print what --apply would write, to the byte; the default'),
    apply: flag('write it: the store into the release folder, the snapshot to --out'),
    close: flag('end the stream: what is left becomes its last window'),
  },
  examples: [
    { line: 'conduit ./release --k 100', does: 'prints the snapshot, writes nothing' },
    {
      line: 'conduit ./release --out . --k 100 --apply',
      does: 'writes telemetry_conduit_snapshot.json here, and the store',
    },
    { line: 'conduit verify telemetry_conduit_snapshot.json', does: 'form, privacy, hashes, chain, order, bounds' },
  ],
  output: asDescribed(
    'The snapshot as docs/formats/conduit.md describes it; with `--apply`: `{ app, stream_id, chunks, new_chunks, changed, out }`; `verify`: `{ ok, app, kind, chunks, issues }`; when the store is damaged or foreign: `{ ok: false, issues }`. Each issue is `{ code, place }`.',
  ),
  async run(context, { args, options }) {
    const [first = '', file] = args;
    if (options.preview && options.apply) throw usage('--preview and --apply exclude each other.');
    if (first === VERIFY) {
      if (file === undefined) throw usage('The file that is to be checked is missing: conduit verify <file>.');
      return verifyConduit(context, resolve(context.io.cwd, file));
    }
    if (file !== undefined) throw usage('There is one release folder at a time.');
    const { cwd } = context.io;
    const releaseDir = resolve(cwd, first);
    if (statSync(releaseDir, { throwIfNoEntry: false })?.isDirectory() !== true) {
      throw usage('The release folder is not there, or is no folder.');
    }
    const out = options.out === undefined ? undefined : resolve(cwd, options.out);
    const { k, window: windowTicks, close: isClosing, apply: isApplying } = options;
    if (isApplying && out === undefined) throw usage('--apply needs --out, for the snapshot.');
    return runConduit(context, { releaseDir, out, k, windowTicks, isClosing, isApplying });
  },
});

function wholeNumber(name: string, placeholder: string, summary: string): ValueOption<number> {
  return {
    kind: 'value',
    placeholder,
    summary,
    parse: (given) => {
      if (!/^[1-9][0-9]{0,8}$/.test(given)) throw usage(`${name} takes a whole number from 1.`);
      return Number(given);
    },
  };
}

function usage(message: string): TelemetryError {
  return new TelemetryError('USAGE_INVALID', message);
}
