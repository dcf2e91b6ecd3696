/**
 * The keys of the table `[telemetry]`: type, default, bounds and rule of each, as plain data.
 * The parser, the editor, `telemetry doctor` and docs/configuration.md are all made from this table.
 */

import { LEVELS, type Level } from '@telemetry/schema';

/** What may leave, least first: nothing, one summary a day, released events. */
export const UPLOAD_MODES = ['off', 'summary', 'events'] as const;
/** One of `UPLOAD_MODES`. */
export type UploadMode = (typeof UPLOAD_MODES)[number];

/** Who starts sending, least first. */
export const SEND_MODES = ['manual', 'auto'] as const;
/** One of `SEND_MODES`. */
export type SendMode = (typeof SEND_MODES)[number];

/** How long a consent to the level debug lasts: 30 days, in milliseconds. */
export const DEBUG_CONSENT_MS = 30 * 86_400_000;

/** Rules that a user, an organisation or a host adds to redaction. None can be removed. */
export interface RedactionAdditions {
  /** Names of keys whose values are always replaced. */
  readonly bannedKeys: readonly string[];
  /** Sources of regular expressions (flag `u`) whose matches are replaced. */
  readonly patterns: readonly string[];
  /** Characters; a longer string is cut. `undefined` leaves it to redaction. */
  readonly maxStringLength: number | undefined;
}

/** The table `[telemetry]` with its defaults. Deeply frozen. */
export interface TelemetryConfig {
  readonly enabled: boolean;
  readonly level: Level;
  readonly upload: UploadMode;
  readonly uploadLevel: Level;
  readonly send: SendMode;
  /** An absolute URL. */
  readonly endpoint: string | undefined;
  /** As written; `localFilePath()` expands and checks it. */
  readonly localFile: string | undefined;
  readonly debugConsentGiven: boolean;
  /** RFC 3339, UTC, milliseconds. */
  readonly debugConsentExpires: string | undefined;
  readonly retentionDays: number;
  readonly summaryRetentionDays: number;
  readonly maxFileBytes: number;
  readonly maxTotalBytes: number;
  readonly redaction: RedactionAdditions;
  /** The keys that were written down; the rest are defaults. */
  readonly stated: readonly ConfigKey[];
}

/** A type of value, with its bounds. */
export type ValueRule =
  | { readonly type: 'boolean' }
  | { readonly type: 'word'; readonly words: readonly string[] }
  | { readonly type: 'integer'; readonly min: number; readonly max: number }
  | { readonly type: 'url' }
  | { readonly type: 'path' }
  | { readonly type: 'instant' }
  | { readonly type: 'texts'; readonly maxItems: number; readonly maxLength: number; readonly pattern?: true };

/** One key of the table. */
export interface KeyRule {
  readonly property: string;
  readonly value: ValueRule;
  /** As the documentation prints it. */
  readonly defaultText: string;
  /** What it does, in one sentence, for the documentation. */
  readonly rule: string;
}

const levels: ValueRule = { type: 'word', words: LEVELS };

/** The keys of `[telemetry]`, in the order of the documentation. `redaction` is a table of its own, see below. */
export const CONFIG_KEYS = {
  enabled: {
    property: 'enabled',
    value: { type: 'boolean' },
    defaultText: 'false',
    rule: 'Nothing is recorded before it is true.',
  },
  level: {
    property: 'level',
    value: levels,
    defaultText: '"minimal"',
    rule: 'How much may be recorded. `debug` needs a consent of its own; without a valid one it is `standard`.',
  },
  upload: {
    property: 'upload',
    value: { type: 'word', words: UPLOAD_MODES },
    defaultText: '"off"',
    rule: 'What may leave: nothing, one summary for each closed UTC day, or released events.',
  },
  upload_level: {
    property: 'uploadLevel',
    value: levels,
    defaultText: '"minimal"',
    rule: 'How much of what is recorded may leave. Never above `level`.',
  },
  send: {
    property: 'send',
    value: { type: 'word', words: SEND_MODES },
    defaultText: '"manual"',
    rule: 'Sending by the command `send` only, or in the background.',
  },
  endpoint: {
    property: 'endpoint',
    value: { type: 'url' },
    defaultText: 'none',
    rule: 'Where to send. `https` only, `http` for loopback alone, no user name within. Needed unless `upload` is off.',
  },
  local_file: {
    property: 'localFile',
    value: { type: 'path' },
    defaultText: '`~/.<app>/telemetry/events.jsonl`',
    rule: '`~` and `<run_id>` are expanded; the result must stay inside the home or the working directory.',
  },
  debug_consent_given: {
    property: 'debugConsentGiven',
    value: { type: 'boolean' },
    defaultText: 'false',
    rule: 'Written when the level debug is agreed to.',
  },
  debug_consent_expires: {
    property: 'debugConsentExpires',
    value: { type: 'instant' },
    defaultText: 'none',
    rule: 'When that ends: 30 days after it was given. From then on the level is `standard`.',
  },
  retention_days: {
    property: 'retentionDays',
    value: { type: 'integer', min: 1, max: 3650 },
    defaultText: '90',
    rule: 'Days for which events are kept.',
  },
  summary_retention_days: {
    property: 'summaryRetentionDays',
    value: { type: 'integer', min: 1, max: 3650 },
    defaultText: '730',
    rule: 'Days for which sums of removed days are kept.',
  },
  max_file_bytes: {
    property: 'maxFileBytes',
    // 64 KiB is the largest batch that the store writes; 1 GiB is the most that one file should take to read.
    value: { type: 'integer', min: 65_536, max: 1_073_741_824 },
    defaultText: '8388608',
    rule: 'Bytes after which the log goes on in a new file.',
  },
  max_total_bytes: {
    property: 'maxTotalBytes',
    value: { type: 'integer', min: 65_536, max: 1_099_511_627_776 },
    defaultText: '536870912',
    rule: 'Bytes that all files of the log may take together; the oldest days go first. Never below `max_file_bytes`.',
  },
} as const satisfies Readonly<Record<string, KeyRule>>;

/** The keys of `[telemetry.redaction]`. Bounds keep one pass over a payload cheap. */
export const REDACTION_KEYS = {
  banned_keys: {
    property: 'bannedKeys',
    value: { type: 'texts', maxItems: 1000, maxLength: 128 },
    defaultText: '[]',
    rule: 'Further names of keys whose values are always replaced.',
  },
  patterns: {
    property: 'patterns',
    value: { type: 'texts', maxItems: 100, maxLength: 512, pattern: true },
    defaultText: '[]',
    rule: 'Further regular expressions (ECMAScript, flag `u`) whose matches are replaced.',
  },
  max_string_length: {
    property: 'maxStringLength',
    value: { type: 'integer', min: 16, max: 65_536 },
    defaultText: "redaction's own",
    rule: 'Characters after which a string is cut. It can only be lowered.',
  },
} as const satisfies Readonly<Record<string, KeyRule>>;

/** A key of `[telemetry]` as it is written; `redaction` for the table. */
export type ConfigKey = keyof typeof CONFIG_KEYS | 'redaction';

/** What holds where nothing is written. */
export const DEFAULT_CONFIG: TelemetryConfig = Object.freeze({
  enabled: false,
  level: 'minimal',
  upload: 'off',
  uploadLevel: 'minimal',
  send: 'manual',
  endpoint: undefined,
  localFile: undefined,
  debugConsentGiven: false,
  debugConsentExpires: undefined,
  retentionDays: 90,
  summaryRetentionDays: 730,
  maxFileBytes: 8_388_608,
  maxTotalBytes: 536_870_912,
  redaction: Object.freeze({ bannedKeys: Object.freeze([]), patterns: Object.freeze([]), maxStringLength: undefined }),
  stated: Object.freeze([]),
});
