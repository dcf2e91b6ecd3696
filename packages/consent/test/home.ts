/** A throw-away home for one application, on the real disk. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineCatalog, defineEvent, flag, millis, nameIn } from '@telemetry/schema';
import { type Policy, policyOf } from '@telemetry/schema/policy';
import { consentPaths } from '../src/load-consent.ts';

export const APP = 'my-agent';

/** A policy of one event; `extra` adds a field to it, as a later version of a host would. */
export function policyWith(extra = false): Policy {
  const fields = { success: flag(), ...(extra ? { duration_ms: millis() } : {}), tool: nameIn('tools', 'grep') };
  return policyOf(defineCatalog({ events: [defineEvent('tool.used', 'A tool was used.', { minimal: fields })] }));
}

export interface Home {
  readonly home: string;
  readonly paths: ReturnType<typeof consentPaths>;
  /** What every call takes: no organisation, no CI, an empty environment. */
  readonly location: {
    readonly app: string;
    readonly home: string;
    readonly env: Record<string, string>;
    readonly organisationFile: string;
    readonly isCi: boolean;
  };
  writeConfig(text: string): void;
  remove(): void;
}

export function makeHome(): Home {
  const home = mkdtempSync(join(tmpdir(), 'consent-'));
  const organisationFile = join(home, 'etc', 'telemetry.toml');
  const location = { app: APP, home, env: {}, organisationFile, isCi: false };
  const paths = consentPaths(location);
  return {
    home,
    paths,
    location,
    writeConfig: (text) => {
      mkdirSync(paths.root, { recursive: true });
      writeFileSync(paths.configFile, text);
    },
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
}
