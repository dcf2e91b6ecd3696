/** Loaded before the demo: says at its end which timers and sockets are still there. */

process.once('exit', () => {
  const open = process
    .getActiveResourcesInfo()
    .filter((kind) => /Timeout|Immediate|TCP|UDP|Pipe(?!Wrap)|Server|Process/.test(kind));
  process.stderr.write(`open at the end: ${JSON.stringify(open)}\n`);
});
