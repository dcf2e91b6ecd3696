/** A tool with a command line of its own, as its author would write it with commander. */

import { defineCatalog, defineEvent, flag } from '@telemetry/schema';
import { createCommand } from 'commander';
import { telemetryCommand } from '../../src/index.ts';

const catalog = defineCatalog({ events: [defineEvent('tool.run', 'The tool ran.', { minimal: { success: flag() } })] });
await createCommand('my-tool')
  .option('--verbose', 'an option of the host')
  .addCommand(telemetryCommand({ app: 'my-tool', catalog }))
  .parseAsync();
