/** Events to measure with: clean ones, the same one again and again, and dirty ones. All generated. */
import { chars, createRandom, fill } from '../../packages/redaction/test/random.ts';

const random = createRandom(7);

/** Events of one run. */
export const EVENTS = 4_000;

function cleanEvent(index: number): Record<string, unknown> {
  const id = fill('{h8}-{h4}-4{h3}-a{h3}-{h12}', random);
  return {
    event_id: id,
    event: 'tool.call',
    schema_version: '1.2.0',
    timestamp: new Date(1_700_000_000_000 + index * 977).toISOString(),
    run_id: `run_${id.slice(0, 13)}`,
    trace_id: chars(random, 'h', 32),
    actor: { type: 'agent', id: 'planner' },
    source: 'cli',
    tags: { environment: 'production', channel: 'stable' },
    payload: {
      tool: 'read_file',
      model: 'claude-opus-4-1-20250805',
      status: 'ok',
      duration_ms: 12.5 + index,
      input_tokens: 1_200 + index,
      output_tokens: 300,
      attempt: 1,
      cached: false,
      call_id: fill('toolu_01{a22}', random),
      language: 'typescript',
      exit_code: 0,
      reason: 'the tool finished and gave back a list of files',
    },
  };
}

function dirtyEvent(index: number): Record<string, unknown> {
  const event = cleanEvent(index);
  const payload = event['payload'] as Record<string, unknown>;
  payload['reason'] = `failed with ${fill('ghp_{a36}', random)} for bob${index}@example.org`;
  payload['path'] = `/home/${fill('{z6}', random)}/work/app.ts`;
  payload['auth_token'] = fill('{a20}', random);
  return event;
}

/** What a parser or a host hands over: fresh strings, not shared ones. */
const fresh = (event: unknown): unknown => JSON.parse(JSON.stringify(event));

/** Every event has its own ids. */
export const CLEAN: readonly unknown[] = Array.from({ length: EVENTS }, (_, i) => fresh(cleanEvent(i)));
const one = cleanEvent(1);
/** The same event, in fresh objects and strings: what a cache is for. */
export const REPEATED: readonly unknown[] = Array.from({ length: EVENTS }, () => fresh(one));
/** A token, an address, a path and a banned key in each. */
export const DIRTY: readonly unknown[] = Array.from({ length: EVENTS }, (_, i) => fresh(dirtyEvent(i)));
