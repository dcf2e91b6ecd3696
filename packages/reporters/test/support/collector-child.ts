/** A collector in a process of its own: prints its port; `GET` answers the texts of the batches it committed. */

import { startCollector } from './collector.ts';

const collector = await startCollector();
process.stdout.write(`${collector.port}\n`);
// The end of the parent is the end of this.
process.stdin.on('end', () => process.exit(0)).resume();
