/** `doctor`: looks at everything that telemetry rests on; with `--canary` proves that secrets do not arrive. */

import { extendStandardCatalog, isTelemetryError } from '@telemetry/schema';
import type { CanaryReport } from '../canary.ts';
import { defineCommand, flag } from '../command.ts';
import type { CommandContext } from '../context.ts';
import type { Finding } from '../doctor-checks.ts';
import { asCount, asFlag, asObject, asText, asWord, listOf, orNull } from '../json-shape.ts';
import { counted, formatBytes, grouped } from '../render-list.ts';
import { visibleText } from '../visible-text.ts';

export const doctor = defineCommand({
  name: 'doctor',
  aliases: [],
  summary: 'Look at consent, permissions, log, disk and clock. Exit code 1 when something should be done.',
  options: {
    canary: flag('give made-up secrets to the recorder, in a temporary folder, and search what it wrote'),
    network: flag('ask the collector whether it is there; nothing of yours is sent'),
  },
  examples: [
    { line: 'doctor --canary', does: 'see for yourself that no secret arrives' },
    { line: 'doctor --network', does: 'whether the endpoint can be reached' },
  ],
  output: asObject({
    app: asText('the application'),
    ok: asFlag('whether nothing should be done'),
    findings: listOf(
      asObject({
        check: asText('what was looked at'),
        state: asWord(['ok', 'note', 'problem'], 'a problem should be seen to, a note is good to know'),
        message: asText('in words'),
        hint: orNull(asText('what to do')),
      }),
      'one for each check',
    ),
    canary: orNull(
      asObject({
        ok: asFlag('whether none arrived'),
        secrets: listOf(asText('a kind'), 'the kinds that were planted'),
        planted: asCount('how often one was handed to the recorder'),
        lines: asCount('lines that were written'),
        bytes: asCount('bytes that were searched'),
        found: listOf(asText('a kind'), 'the kinds of which something arrived'),
      }),
    ),
  }),
  async run(context, { options }) {
    const { runChecks } = await import('../doctor-checks.ts');
    const network = options.network ? [await (await import('../check-network.ts')).checkNetwork(context)] : [];
    const findings = [...(await runChecks(context)), ...network];
    const canary = options.canary ? await plantCanary(context) : null;
    const ok = findings.every(({ state }) => state !== 'problem') && canary?.ok !== false;
    if (context.isJson) await context.printJson({ app: context.app, ok, findings, canary });
    else
      await context.print(
        [...findings.map(describeFinding), ...(canary === null ? [] : [describeCanary(canary)])].join('\n'),
      );
    return ok ? 0 : 1;
  },
});

/** With the application's own catalog and rules of redaction; where its catalog is not known, with the standard one. */
async function plantCanary(context: CommandContext): Promise<CanaryReport> {
  const [{ runCanary }, { loadConsent }, { readRedactionPolicy }] = await Promise.all([
    import('../canary.ts'),
    import('@telemetry/consent'),
    import('../redaction-policy.ts'),
  ]);
  const { config } = await loadConsent(context.location);
  return runCanary(await catalogToTest(context), readRedactionPolicy(config.redaction, context.io.env));
}

async function catalogToTest(context: CommandContext) {
  try {
    return (await context.findCatalog()).catalog;
  } catch (error) {
    if (!isTelemetryError(error) || error.code !== 'CATALOG_UNKNOWN') throw error;
    return extendStandardCatalog();
  }
}

const MARKS = { ok: 'ok     ', note: 'note   ', problem: 'PROBLEM' } as const;

function describeFinding({ check, state, message, hint }: Finding): string {
  const first = `${MARKS[state]}  ${check.padEnd(9)} ${visibleText(message)}`;
  return hint === null || state === 'ok' ? first : `${first}\n${' '.repeat(19)}${visibleText(hint)}`;
}

function describeCanary({ ok, secrets, planted, lines, bytes, found }: CanaryReport): string {
  const searched = `${counted(lines, 'line')}, ${formatBytes(bytes)} written and searched`;
  const verdict = ok ? 'none arrived' : `ARRIVED: ${found.join(', ')}`;
  const state = ok ? MARKS.ok : MARKS.problem;
  return `${state}  canary    ${secrets.length} secrets planted ${grouped(planted)} times; ${searched}; ${verdict}.`;
}
