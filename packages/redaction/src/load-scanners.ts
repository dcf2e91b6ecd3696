/** Loads the scanners, which most of a process's life and many short processes do without. */

/** The entry of the scanners. */
export type Scanners = typeof import('./scanners.ts');

/**
 * The scanners, loaded at once: a text has to be judged before it is handed on, so this cannot be an `import()`. Node keeps
 * the module. A bundler does not follow this; it takes the entry `whole.ts`, by the condition `module`.
 * @throws Error where the entry cannot be found or read; callers within this package replace the text then.
 */
export function loadScanners(): Scanners {
  const { createRequire } = process.getBuiltinModule('node:module');
  // By the name of the package, since its sources and its built files end differently.
  return createRequire(import.meta.url)('@telemetry/redaction/scanners') as Scanners;
}
