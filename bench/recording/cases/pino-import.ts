/** Importing pino. */

import { answer, startClock } from './surroundings.ts';

const clock = startClock();
const { default: pino } = await import('pino');
const { wallNs, cpuNs } = clock();
if (typeof pino !== 'function') throw new Error('it is not there');
answer({ wall: wallNs, cpu: cpuNs });
