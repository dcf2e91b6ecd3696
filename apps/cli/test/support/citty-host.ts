/** The same tool, written with citty. */

import { defineCatalog, defineEvent, flag } from '@telemetry/schema';
import { defineCommand, runMain } from 'citty';
import { telemetryCittyCommand } from '../../src/index.ts';

const catalog = defineCatalog({ events: [defineEvent('tool.run', 'The tool ran.', { minimal: { success: flag() } })] });
await runMain(
  defineCommand({
    meta: { name: 'my-tool' },
    subCommands: { telemetry: telemetryCittyCommand({ app: 'my-tool', catalog }) },
  }),
);
