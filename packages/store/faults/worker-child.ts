/** Runs the writer of the tests as a worker thread, and ends it as asked once it holds. Usage: `node worker-child.ts wait|terminate|exit <options>`. */
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

const [how, options = ''] = process.argv.slice(2);
const child = fileURLToPath(new URL('../test/support/writer-child.ts', import.meta.url));
const worker = new Worker(child, { argv: [options] });
worker.once('message', () => {
  if (how === 'terminate') void worker.terminate();
  else if (how === 'exit') process.exit(0);
});
