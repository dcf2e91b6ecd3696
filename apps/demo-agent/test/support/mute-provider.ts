/** Loaded before the demo: a model that answers with a sentence, and quotes the key. */

import { MockLanguageModelV4, MockProviderV4 } from 'ai/test';
import { DEFAULT_MODEL } from '../../src/catalog.ts';
import { sayText } from './model-answers.ts';

const say = async () => sayText(`I would rather not, ${process.env['AI_GATEWAY_API_KEY']}.`);
const model = new MockLanguageModelV4({ modelId: DEFAULT_MODEL, doGenerate: say });
const provider = new MockProviderV4({ languageModels: { [DEFAULT_MODEL]: model } });
Object.assign(globalThis, { AI_SDK_DEFAULT_PROVIDER: provider });
