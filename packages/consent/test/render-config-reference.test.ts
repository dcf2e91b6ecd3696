import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CONFIG_KEYS, DEFAULT_CONFIG, type KeyRule, REDACTION_KEYS } from '../src/config-keys.ts';
import { parseConfig } from '../src/parse-config.ts';
import { renderConfigReference } from '../src/render-config-reference.ts';

describe('docs/configuration.md', () => {
  it('is what the code says', () => {
    const page = join(import.meta.dirname, '..', '..', '..', 'docs', 'configuration.md');
    expect(readFileSync(page, 'utf8')).toBe(renderConfigReference());
  });

  it('names every key once', () => {
    const page = renderConfigReference();
    for (const key of [...Object.keys(CONFIG_KEYS), ...Object.keys(REDACTION_KEYS)]) {
      expect(page.split(`| \`${key}\` |`)).toHaveLength(2);
    }
  });

  it('prints the defaults that hold', async () => {
    const rules: readonly [string, KeyRule][] = Object.entries(CONFIG_KEYS);
    for (const [key, { property, defaultText }] of rules) {
      if (!/^(?:true|false|"|\d)/.test(defaultText)) continue;
      const config = await parseConfig(`[telemetry]\n${key} = ${defaultText}`, 'x');
      expect(config).toEqual({ ...DEFAULT_CONFIG, stated: [key] });
      expect(Object.hasOwn(config, property)).toBe(true);
    }
  });
});
