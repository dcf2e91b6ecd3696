import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'packages/*/test/**/*.test.ts',
      'apps/*/test/**/*.test.ts',
      'scripts/test/**/*.test.ts',
      'bench/test/**/*.test.ts',
    ],
    // Real processes and real disks are slow on a busy machine; no test asserts a time.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
