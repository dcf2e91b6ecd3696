/** Loaded before the demo: stands in for the AI gateway with the SDK's own mock, which answers as a model would. */

import { MockLanguageModelV4, MockProviderV4 } from 'ai/test';
import { DEFAULT_MODEL } from '../../src/catalog.ts';
import { repair } from './model-answers.ts';

const model = new MockLanguageModelV4({ modelId: DEFAULT_MODEL, doGenerate: repair });
const provider = new MockProviderV4({ languageModels: { [DEFAULT_MODEL]: model } });
Object.assign(globalThis, { AI_SDK_DEFAULT_PROVIDER: provider });
