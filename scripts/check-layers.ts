/**
 * Refuses imports that go against the layers, cycles between files, and network modules where none belong.
 * Reads the sources as text; run as `node scripts/check-layers.ts`. Exit code 1 when something is found.
 */

import { findProblems, readSources } from './layers.ts';
import { ROOT } from './workspace.ts';

const sources = readSources(ROOT);
const problems = findProblems(sources);
for (const problem of problems) console.error(problem);
console.log(`layers: ${sources.length} files, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
