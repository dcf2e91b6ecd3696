/** Loads consent and prints which of the packages that are loaded lazily were resolved, and whether zod was. */

import { registerHooks } from 'node:module';

const loaded = new Set<string>();
registerHooks({
  resolve(specifier, context, next) {
    if (['smol-toml', 'ci-info', 'zod', 'canonicalize'].includes(specifier)) loaded.add(specifier);
    return next(specifier, context);
  },
});
const { loadConsent } = await import('../../src/index.ts');
const { enabled } = await loadConsent({ app: process.argv[2] ?? '' });
process.stdout.write(JSON.stringify({ enabled, loaded: [...loaded].sort() }));
