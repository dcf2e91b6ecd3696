/**
 * Puts the settings of organisation, host and file together that are neither consent nor sending: limits, the local
 * file, redaction. A number is the lowest that anybody stated; rules of redaction add up; the host names the local file
 * before the user's file does.
 */

import { DEFAULT_CONFIG, type RedactionAdditions, type TelemetryConfig } from './config-keys.ts';
import type { HostConfig } from './host-config.ts';

/** Settings that are merged here. */
export type MergedSettings = Pick<
  TelemetryConfig,
  'localFile' | 'retentionDays' | 'summaryRetentionDays' | 'maxFileBytes' | 'maxTotalBytes' | 'redaction'
>;

const NUMBERS = [
  ['retentionDays', 'retention_days'],
  ['summaryRetentionDays', 'summary_retention_days'],
  ['maxFileBytes', 'max_file_bytes'],
  ['maxTotalBytes', 'max_total_bytes'],
] as const;

/** Merges. Pure; the result's members are frozen. */
export function mergeSettings(
  organisation: TelemetryConfig | undefined,
  host: HostConfig,
  file: TelemetryConfig | undefined,
): MergedSettings {
  const numbers = Object.fromEntries(
    NUMBERS.map(([property, key]) => {
      const stated = [organisation, file].map((config) =>
        config?.stated.includes(key) ? config[property] : undefined,
      );
      const all = [...stated, host[property]].filter((value) => value !== undefined);
      return [property, all.length === 0 ? DEFAULT_CONFIG[property] : Math.min(...all)];
    }),
  ) as Pick<MergedSettings, (typeof NUMBERS)[number][0]>;
  return {
    ...numbers,
    // A file never grows beyond what all may take together.
    maxFileBytes: Math.min(numbers.maxFileBytes, numbers.maxTotalBytes),
    localFile: host.localFile ?? file?.localFile,
    redaction: mergeRedaction([organisation?.redaction, host.redaction, file?.redaction]),
  };
}

/** The earlier of two words in a list that goes from the least to the most. */
export function least<Word extends string>(order: readonly Word[], a: Word, b: Word): Word {
  return order.indexOf(a) <= order.indexOf(b) ? a : b;
}

function mergeRedaction(all: readonly (Partial<RedactionAdditions> | undefined)[]): RedactionAdditions {
  const lengths = all.map((one) => one?.maxStringLength).filter((value) => value !== undefined);
  return Object.freeze({
    bannedKeys: Object.freeze([...new Set(all.flatMap((one) => one?.bannedKeys ?? []))]),
    patterns: Object.freeze([...new Set(all.flatMap((one) => one?.patterns ?? []))]),
    maxStringLength: lengths.length === 0 ? undefined : Math.min(...lengths),
  });
}
