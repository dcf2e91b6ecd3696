/** Sizes of bundles: what a host's own bundle grows by. Minified and gzipped, as each package documents to be imported. */

import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** Gzip's own default, as servers and registries use it. */
const GZIP_LEVEL = 6;

const OURS = `
export { createTelemetry, loadTelemetry } from '@telemetry/core';
export { fileReporter, memoryReporter, noopReporter, teeReporter } from '@telemetry/reporters';
`;

/** Of our bundle, what a host gets that brings its own reporter and its own settings. */
const OURS_BY_HAND = `
export { createTelemetry } from '@telemetry/core';
export { fileReporter } from '@telemetry/reporters';
`;

const POSTHOG = `export { PostHog } from 'posthog-node';`;

/** Bytes of a bundle. */
export interface BundleSize {
  readonly name: string;
  readonly minified: number;
  readonly gzipped: number;
}

/** Ours, ours without `loadTelemetry`, PostHog's. */
export type BundleSizes = readonly [BundleSize, BundleSize, BundleSize];

/** Bundles what the folder has installed. Ours first, PostHog last. */
export async function measureSizes(app: string): Promise<BundleSizes> {
  return [
    await sizeOf(app, 'core and its default reporters', OURS),
    await sizeOf(app, 'core without `loadTelemetry`, file reporter', OURS_BY_HAND),
    await sizeOf(app, 'posthog-node', POSTHOG),
  ];
}

async function sizeOf(app: string, name: string, contents: string): Promise<BundleSize> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: app, sourcefile: join(app, 'entry.js') },
    bundle: true,
    minify: true,
    write: false,
    legalComments: 'none',
    format: 'esm',
    platform: 'node',
    target: 'node22',
    logLevel: 'error',
  });
  const bytes = outputFiles[0]?.contents ?? new Uint8Array();
  return { name, minified: bytes.length, gzipped: gzipSync(bytes, { level: GZIP_LEVEL }).length };
}
