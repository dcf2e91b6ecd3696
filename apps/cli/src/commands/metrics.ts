/** `metrics`: the log as Prometheus reads it, served on loopback or printed once. */

import { TelemetryError } from '@telemetry/schema';
import { defineCommand, flag, type ValueOption } from '../command.ts';
import { findConfiguredLog } from '../context.ts';
import { asObject, asText, orNull } from '../json-shape.ts';
import { visibleLines } from '../visible-text.ts';

/** What OpenTelemetry's Prometheus exporters listen on, so that people look there. */
const USUAL_PORT = 9464;

const port: ValueOption<number> = {
  kind: 'value',
  placeholder: 'port',
  summary: `where to listen, on 127.0.0.1; 0 for any that is free; default ${USUAL_PORT}`,
  parse: (given) => {
    if (/^[0-9]{1,5}$/.test(given) && Number(given) < 65_536) return Number(given);
    throw new TelemetryError('USAGE_INVALID', '--port takes a number from 0 to 65535.');
  },
};

export const metrics = defineCommand({
  name: 'metrics',
  aliases: [],
  summary: 'Serve the log as Prometheus metrics on loopback, following it, until ctrl-c.',
  options: { port, once: flag('print the metrics and end; opens no socket') },
  examples: [
    { line: 'metrics', does: 'let a Prometheus on this machine scrape 127.0.0.1:9464' },
    { line: 'metrics --once > telemetry.prom', does: 'a file for a textfile collector' },
  ],
  output: asObject({
    url: orNull(asText('where it is served; null with --once')),
    text: orNull(asText('the metrics in the text format; null without --once')),
  }),
  async run(context, { options }) {
    const log = await findConfiguredLog(context);
    const { host, io, paths } = context;
    const { createLiveLog } = await import('../live-log.ts');
    const live = createLiveLog({ log, lossesFile: paths.lossesFile, catalog: host.catalog, now: io.now });
    if (options.once) {
      const text = await live.renderOnce();
      if (context.isJson) await context.printJson({ url: null, text });
      else await io.stdout.write(visibleLines(text));
      return 0;
    }
    try {
      // The first look, which may take long, comes before anybody waits for an answer; and tells what cannot be read.
      await live.render();
      const [{ EXPOSITION_TYPE }, { openMetricsServer }] = await Promise.all([
        import('@telemetry/aggregation'),
        import('../metrics-server.ts'),
      ]);
      const source = { contentType: EXPOSITION_TYPE, render: live.render };
      const server = await openMetricsServer(options.port ?? USUAL_PORT, source);
      const stopped = untilSignal();
      try {
        if (context.isJson) await context.printJson({ url: server.url, text: null });
        else await context.print(server.url);
        await context.note('Until ctrl-c.');
        await stopped;
      } finally {
        await server.close();
      }
    } finally {
      live.close();
    }
    return 0;
  },
});

/** Waits for ctrl-c, or for whoever ends services. */
function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}
