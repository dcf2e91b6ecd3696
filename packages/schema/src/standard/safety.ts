/** Standard events of permissions and of this toolkit's own losses. */

import { defineEventOnDemand } from '../define-event.ts';
import { count, described, list, nameIn, optional } from '../field-constructors.ts';
import { CAPABILITIES } from './vocabulary.ts';

const capabilityFields = {
  minimal: { capability: described('Which permissions matter.', nameIn('capabilities', ...CAPABILITIES)) },
  standard: {
    scope: optional(described('How far the permission reaches.', nameIn('scopes', 'run', 'session', 'always'))),
  },
} as const;

export const capabilityGranted = defineEventOnDemand(
  'capability.granted',
  'A permission was given.',
  () => capabilityFields,
);

export const capabilityRevoked = defineEventOnDemand(
  'capability.revoked',
  'A permission was taken back.',
  () => capabilityFields,
);

export const capabilityDenied = defineEventOnDemand(
  'capability.denied',
  'An action was refused.',
  () => capabilityFields,
);

/** The reasons that this toolkit itself flags. */
export const RISK_REASONS = ['invalid_event_type', 'invalid_payload', 'telemetry_sanitized'] as const;

export const riskFlagged = defineEventOnDemand(
  'risk.flagged',
  'Something was kept out of the log, or looked unsafe.',
  () => ({
    minimal: {
      reason: described('What was wrong.', nameIn('reasons', ...RISK_REASONS)),
      trigger_event_type: optional(described('The event at which it was seen.', nameIn('events'))),
      fields_redacted_count: optional(described('How many values the sanitizer replaced.', count())),
      fields_truncated_count: optional(described('How many values were cut.', count())),
      fields_dropped_count: optional(described('How many values did not fit or were not declared.', count())),
      fields: optional(described('The declared fields at fault, by name.', list(nameIn('fields')))),
      kind: optional(described('What kind of risk.', nameIn('risks'))),
    },
  }),
);
