/**
 * What is loaded with the first text that may hold something: the scanners and all that belongs to them. An entry of its own,
 * for the main entry alone; nothing here is meant for a host.
 */
export { assertSafePattern } from './pattern-safety.ts';
export { hashStack } from './stack-hash.ts';
export { createTextRedactor } from './text.ts';
