/** What `track` takes, as types: compiled by the type tests, never run. */

import { expectTypeOf } from 'vitest';
import type { EventInput, EventName, EventOf } from '../../src/index.ts';
import {
  bucketed,
  count,
  defineEvent,
  described,
  digest,
  extendStandardCatalog,
  fingerprint,
  flag,
  hashed,
  instant,
  list,
  local,
  millis,
  name,
  oneOf,
  optional,
  record,
} from '../../src/index.ts';

const indexed = defineEvent('repo.indexed', 'Indexed.', {
  minimal: { success: flag(), language: oneOf('ts', 'go'), indexer: name('ctags') },
  standard: { files: optional(bucketed(count())), took: described('Why.', millis()) },
  debug: {
    command: hashed(),
    content: optional(digest()),
    fault: optional(fingerprint()),
    note: optional(local()),
    at: optional(instant()),
    steps: list(record({ what: oneOf('a', 'b'), size: optional(count()) })),
  },
});

expectTypeOf<EventInput<typeof indexed>>().toEqualTypeOf<{
  readonly success: boolean;
  readonly language: 'ts' | 'go';
  readonly indexer: string;
  readonly files?: number | undefined;
  readonly took: number;
  readonly command: string;
  readonly content?: string | undefined;
  readonly fault?: string | undefined;
  readonly note?: string | undefined;
  readonly at?: string | undefined;
  readonly steps: readonly { readonly what: 'a' | 'b'; readonly size?: number | undefined }[];
}>();

const bare = defineEvent('bare', 'Nothing more.', {});
expectTypeOf<EventInput<typeof bare>>().toEqualTypeOf<Readonly<Record<string, never>>>();
const nothing: EventInput<typeof bare> = {};
// @ts-expect-error an event without fields takes no field
const something: EventInput<typeof bare> = { path: 'src' };
// @ts-expect-error nor another value
const text: EventInput<typeof bare> = 'src';
expectTypeOf([nothing, something, text]).toBeArray();

const catalog = extendStandardCatalog({ events: [indexed], vocabulary: { agents: ['planner'] } });
type Names = EventName<typeof catalog>;
expectTypeOf<'repo.indexed' | 'agent_execution' | 'risk.flagged'>().toExtend<Names>();
expectTypeOf<'repo.moved'>().not.toExtend<Names>();
expectTypeOf<EventInput<EventOf<typeof catalog, 'repo.indexed'>>>().toEqualTypeOf<EventInput<typeof indexed>>();
expectTypeOf<EventInput<EventOf<typeof catalog, 'review.decision'>>>().toEqualTypeOf<{
  readonly verdict: 'accept' | 'revise' | 'abort';
}>();
expectTypeOf<EventInput<EventOf<typeof catalog, 'executor.error'>>>().toEqualTypeOf<{
  readonly error_type: string;
  readonly handled: boolean;
}>();
