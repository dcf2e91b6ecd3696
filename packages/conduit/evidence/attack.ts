/**
 * The attack in full: so many random streams (10,000 where no number is given), and the same with each rule left out.
 * Run as `node packages/conduit/evidence/attack.ts [streams]`. Exit code 1 when a group below k is found with all rules, or none without one.
 */

import { createInstallation, publish, publishWithout, RULES } from '../test/support/attacked-streams.ts';
import { recoverGroups } from '../test/support/attacker.ts';

const streams = Number(process.argv[2] ?? 10_000);
if (!Number.isSafeInteger(streams) || streams < 1)
  throw new TypeError('The number of streams is a whole number from 1.');

let found = 0;
let chunks = 0;
for (let at = 0; at < streams; at += 1) {
  const { exposure, figures } = publish(createInstallation(Math.random), Math.random);
  found += recoverGroups(exposure).length;
  chunks += figures === '' ? 0 : figures.split('\n').length;
}
console.log(`all rules: ${streams} streams, ${chunks} chunks, ${found} groups below k recovered`);

const few = Math.max(1, Math.floor(streams / 20));
let useless = 0;
for (const rule of RULES) {
  let broken = 0;
  let groups = 0;
  for (let at = 0; at < few; at += 1) {
    const { length } = recoverGroups(publishWithout(createInstallation(Math.random), rule, Math.random).exposure);
    groups += length;
    if (length > 0) broken += 1;
  }
  if (broken === 0) useless += 1;
  console.log(`without ${rule}: ${broken} of ${few} streams broken, ${groups} groups below k recovered`);
}
process.exitCode = found === 0 && useless === 0 ? 0 : 1;
