/** What a model would answer, in the form in which the AI SDK's mock gives it. */

import type { MockLanguageModelV4 } from 'ai/test';

type Generate = MockLanguageModelV4['doGenerate'];

/** What a model would do about the three faults. One reason tries to clear the screen. */
const EDITS = [
  { file: 'src/last-items.js', find: 'index <= items.length', replace: 'index < items.length', reason: 'one too far' },
  { file: 'src/is-free.js', find: 'price == 0', replace: 'price === 0', reason: 'no conversion' },
  { file: 'src/total.js', find: '= ledger.read()', replace: '= await ledger.read()', reason: 'a promise\u001b[2J' },
];

/** Tokens that each answer takes. */
export const INPUT_TOKENS = 1_200;
export const OUTPUT_TOKENS = 150;

/** A model that repairs what it is shown. */
export const repair: Generate = async ({ prompt }) => {
  const seen = JSON.stringify(prompt);
  return sayText(JSON.stringify({ confidence: 0.8, edits: EDITS.filter(({ file }) => seen.includes(file)) }));
};

/** The answer that consists of a text. */
export function sayText(text: string): Awaited<ReturnType<Generate>> {
  return {
    content: [{ type: 'text', text }],
    finishReason: { unified: 'stop', raw: undefined },
    usage: {
      inputTokens: { total: INPUT_TOKENS, noCache: INPUT_TOKENS, cacheRead: undefined, cacheWrite: undefined },
      outputTokens: { total: OUTPUT_TOKENS, text: OUTPUT_TOKENS, reasoning: undefined },
    },
    warnings: [],
  };
}
