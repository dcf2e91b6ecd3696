/** `rotate-id`: another install id, another salt. */

import { rotateIdentity } from '@telemetry/consent';
import { isTelemetryError, TelemetryError } from '@telemetry/schema';
import { defineCommand } from '../command.ts';
import { asFlag, asObject, asText } from '../json-shape.ts';

export const rotateId = defineCommand({
  name: 'rotate-id',
  aliases: [],
  summary: 'Take another install id, so that nothing from now on can be linked with what was before.',
  options: {},
  examples: [{ line: 'rotate-id', does: 'the former id is forgotten' }],
  output: asObject({
    app: asText('the application'),
    install_id: asText('the new one'),
    erase_key_kept: asFlag('whether the key by which data sent under the former id can be erased is kept'),
  }),
  async run(context) {
    const { identity, isEraseKeyKept } = await rotate(context.location);
    const { installId } = identity;
    if (context.isJson) {
      await context.printJson({ app: context.app, install_id: installId, erase_key_kept: isEraseKeyKept });
    } else {
      const kept = isEraseKeyKept ? ' The key that erases what was sent under the former id is kept.' : '';
      await context.print(`The install id of ${context.app} is now ${installId}.${kept}`);
    }
    return 0;
  },
});

async function rotate(location: Parameters<typeof rotateIdentity>[0]) {
  try {
    return await rotateIdentity(location);
  } catch (error) {
    if (!isTelemetryError(error) || error.code !== 'IDENTITY_ABSENT') throw error;
    // Without consent there is no identity: the want of the one is the want of the other.
    throw new TelemetryError('CONSENT_MISSING', error.message, { hint: error.hint ?? '', cause: error });
  }
}
