/** Measures how large the pieces should be in which sources are read, and picks the fastest profile for this machine. */

import { arch, cpus, totalmem } from 'node:os';
import { performance } from 'node:perf_hooks';

/** The profiles: characters that are scanned at once. */
const PROFILES = { low: 64, balanced: 1_024, high: 16_384 } as const;

/** Names of profiles. */
export type ProfileName = keyof typeof PROFILES;

/** One measured profile. */
export interface ProfileResult {
  readonly profile: ProfileName;
  readonly tokensPerSecond: number;
  /** Until the first piece is read. Milliseconds. */
  readonly latencyMs: number;
}

/** Long enough that a clock of a microsecond is exact to a thousandth, short enough that nobody waits. Milliseconds. */
const MEASURE_MS = 25;

/** Measures every profile on a text, the fastest first. Blocks for about 75 ms. */
export function measureProfiles(text: string): readonly ProfileResult[] {
  const results = (Object.keys(PROFILES) as ProfileName[]).map((profile) => measureProfile(profile, text));
  return results.sort((a, b) => b.tokensPerSecond - a.tokensPerSecond);
}

/** What tells one kind of machine from another: processor, cores, memory. Recorded keyed only. */
export function describeHardware(): string {
  const processors = cpus();
  return [processors[0]?.model ?? 'unknown', processors.length, Math.round(totalmem() / 2 ** 30), arch()].join('/');
}

function measureProfile(profile: ProfileName, text: string): ProfileResult {
  const size = PROFILES[profile];
  const startMs = performance.now();
  let latencyMs: number | undefined;
  let tokens = 0;
  let elapsedMs = 0;
  do {
    for (let at = 0; at < text.length; at += size) {
      tokens += countTokens(text.slice(at, at + size));
      latencyMs ??= performance.now() - startMs;
    }
    elapsedMs = performance.now() - startMs;
  } while (elapsedMs < MEASURE_MS);
  return {
    profile,
    tokensPerSecond: Math.round((tokens / elapsedMs) * 1_000),
    latencyMs: Math.round((latencyMs ?? elapsedMs) * 1_000) / 1_000,
  };
}

/** Match by match, since engines remember the whole answer of `match` for a text that they have seen. */
function countTokens(piece: string): number {
  // Words, numbers and signs.
  const token = /[\p{L}_$][\p{L}\p{N}_$]*|\p{N}+|[^\s\p{L}\p{N}]/gu;
  let tokens = 0;
  while (token.exec(piece) !== null) tokens += 1;
  return tokens;
}
