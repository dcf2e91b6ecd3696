/** `privacy`: the data dictionary of an application, and its lock file. */

import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { TelemetryError } from '@telemetry/schema';
import type { PolicyComparison } from '@telemetry/schema/policy';
import { defineCommand, flag, oneOf } from '../command.ts';
import type { CommandContext } from '../context.ts';
import type { DeclaredCatalog } from '../find-catalog.ts';
import { asDescribed } from '../json-shape.ts';
import { counted } from '../render-list.ts';
import { visibleLines } from '../visible-text.ts';

export const privacy = defineCommand({
  name: 'privacy',
  aliases: ['schema'],
  summary: 'Show every event and field that can be recorded: from which level, how it is treated, why.',
  options: {
    format: oneOf('format', ['md', 'json'], 'how; default md'),
    lock: flag('write telemetry.lock.json, by which a review sees when more is collected'),
    check: flag('compare with telemetry.lock.json; exit code 1 when more is collected than it says'),
  },
  examples: [
    { line: 'privacy', does: 'the dictionary, to read' },
    { line: 'privacy --check', does: 'in continuous integration' },
  ],
  output: asDescribed(
    'The dictionary: `{ app, digest, events, tags }`; with `--lock`: `{ app, digest, file }`; with `--check`: `{ app, digest, ok, widenings, narrowings }`.',
  ),
  async run(context, { options }) {
    const declared = await context.findCatalog();
    if (options.lock) return writeLock(context, declared);
    if (options.check) return checkLock(context, declared);
    const { buildDictionary, renderDictionary } = await import('@telemetry/schema/dictionary');
    if (context.isJson || options.format === 'json') {
      await context.printJson({ app: context.app, digest: declared.digest, ...buildDictionary(declared.catalog) });
    } else await context.io.stdout.write(visibleLines(renderDictionary(declared.catalog, { format: 'md' })));
    return 0;
  },
});

async function writeLock(context: CommandContext, declared: DeclaredCatalog): Promise<0> {
  if (declared.from === 'lock') {
    throw new TelemetryError('CATALOG_UNKNOWN', 'Only the program that declares the catalog can write its lock file.', {
      hint: `Run it through ${context.app} itself, which mounts this command.`,
    });
  }
  const { encodeLock } = await import('@telemetry/schema/policy');
  const file = await findLockFile(context);
  writeFileSync(file, encodeLock(context.app, declared.policy));
  if (context.isJson) await context.printJson({ app: context.app, digest: declared.digest, file });
  else await context.print(`${declared.digest}  ${visibleLines(file)}`);
  return 0;
}

async function checkLock(context: CommandContext, { policy, digest }: DeclaredCatalog): Promise<0 | 1> {
  const [{ comparePolicies }, { readLockFile }] = await Promise.all([
    import('@telemetry/schema/policy'),
    import('../find-catalog.ts'),
  ]);
  const lock = await readLockFile(await findLockFile(context));
  if (lock === undefined || lock.app !== context.app) {
    throw new TelemetryError('LOCK_ABSENT', `There is no lock file of ${context.app}.`, {
      hint: `Write it: ${context.program} privacy --lock.`,
    });
  }
  const comparison = comparePolicies(lock.policy, policy);
  const ok = comparison.widenings.length === 0;
  if (context.isJson) await context.printJson({ app: context.app, digest, ok, ...comparison });
  else await context.print(describeComparison(comparison, lock.digest === digest));
  return ok ? 0 : 1;
}

/** Where the nearest package.json says, or in the working directory. */
async function findLockFile(context: CommandContext): Promise<string> {
  const { lockFileOf } = await import('../find-catalog.ts');
  return lockFileOf(context.app, context.io) ?? resolve(context.io.cwd, 'telemetry.lock.json');
}

function describeComparison({ widenings, narrowings }: PolicyComparison, isSame: boolean): string {
  if (isSame) return 'The lock file says what is declared.';
  const lines = [
    ...widenings.map((change) => `wider     ${describeChange(change)}`),
    ...narrowings.map((change) => `narrower  ${describeChange(change)}`),
  ];
  const verdict =
    widenings.length === 0
      ? 'Nothing more is collected than the lock file says.'
      : `${counted(widenings.length, 'change')} collect more than the lock file says: write it again, and have it reviewed.`;
  return visibleLines([...lines, verdict].join('\n'));
}

function describeChange({ kind, event, field, before, after }: PolicyComparison['widenings'][number]): string {
  const place = [event, field].filter((part) => part !== undefined).join(' ');
  return `${kind} ${place}: ${before ?? 'none'} -> ${after ?? 'none'}`;
}
