/** Which version of the command this is: that of the package it came in. */

import { readFileSync } from 'node:fs';

/** The version that the manifest beside our sources, or our build, names. Undefined where that is not there: in a bundle of somebody else. */
export function readOwnVersion(): string | undefined {
  try {
    const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
    const { name, version } = manifest as { readonly name?: unknown; readonly version?: unknown };
    return name === '@telemetry/cli' && typeof version === 'string' ? version : undefined;
  } catch {
    return undefined;
  }
}
