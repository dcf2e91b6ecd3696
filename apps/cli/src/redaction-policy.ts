/** The rules of redaction on this machine, as a program that records has them: the configuration's, and the machine's facts. */

import type { RedactionAdditions } from '@telemetry/consent';
import { buildRedactionPolicy } from '@telemetry/core';
import type { RedactionPolicy } from '@telemetry/redaction';
import { readMachineFacts } from '@telemetry/redaction/machine';
import type { CommandIo } from './io.ts';

/** Reads the machine's facts and puts the rules together, by the same function as core. */
export function readRedactionPolicy(additions: RedactionAdditions, env: CommandIo['env']): RedactionPolicy {
  return buildRedactionPolicy(additions, readMachineFacts(env));
}
