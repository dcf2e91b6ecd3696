/** What is decided from: everything that was read, in the form in which the decisions look at it. */

import type { TelemetryError } from '@telemetry/schema';
import { DEFAULT_CONFIG, type TelemetryConfig } from './config-keys.ts';
import { type Environment, type EnvironmentLimit, environmentLimit } from './environment.ts';
import { checkHostConfig, type HostConfig } from './host-config.ts';
import { type ConsentAnswer, EMPTY_LEDGER, type LedgerState } from './ledger.ts';

/** What came of reading a file. */
export type Reading<T> =
  | { readonly state: 'absent' }
  | { readonly state: 'read'; readonly value: T }
  | { readonly state: 'failed'; readonly error: TelemetryError };

/** All that is needed to decide. */
export interface ConsentInputs {
  readonly app: string;
  readonly env: Environment;
  readonly isCi: boolean;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  readonly file: Reading<TelemetryConfig>;
  readonly organisation: Reading<TelemetryConfig>;
  readonly ledger: Reading<LedgerState>;
  readonly host?: HostConfig | undefined;
}

/** The same, with defaults in place of what is absent. */
export interface ConsentFacts {
  readonly environment: EnvironmentLimit;
  readonly isCi: boolean;
  readonly nowMs: number;
  readonly organisation: TelemetryConfig | undefined;
  readonly isOrganisationFailed: boolean;
  readonly file: TelemetryConfig;
  readonly isFileFailed: boolean;
  readonly ledger: LedgerState;
  readonly isLedgerFailed: boolean;
  /** The last answer. */
  readonly answer: ConsentAnswer | undefined;
  readonly host: HostConfig;
}

/** Prepares the inputs. @throws TelemetryError `APP_NAME_INVALID`. @throws TypeError for a host's wrong settings. */
export function gatherFacts(inputs: ConsentInputs): ConsentFacts {
  const { file, organisation, ledger } = inputs;
  const state = ledger.state === 'read' ? ledger.value : EMPTY_LEDGER;
  return {
    environment: environmentLimit(inputs.app, inputs.env),
    isCi: inputs.isCi,
    nowMs: inputs.nowMs,
    organisation: organisation.state === 'read' ? organisation.value : undefined,
    isOrganisationFailed: organisation.state === 'failed',
    file: file.state === 'read' ? file.value : DEFAULT_CONFIG,
    isFileFailed: file.state === 'failed',
    ledger: state,
    isLedgerFailed: ledger.state === 'failed',
    answer: asRefusalIfOff(state.latest),
    host: checkHostConfig(inputs.host ?? {}),
  };
}

/** A yes to the level off is a no. */
function asRefusalIfOff(answer: ConsentAnswer | undefined): ConsentAnswer | undefined {
  return answer?.level === 'off' && answer.granted ? { ...answer, granted: false } : answer;
}
