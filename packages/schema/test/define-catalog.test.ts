import { describe, expect, it } from 'vitest';
import type { EventDefinition, Vocabulary } from '../src/index.ts';
import {
  declaredFields,
  defineCatalog,
  defineEvent,
  extendStandardCatalog,
  flag,
  hashed,
  list,
  name,
  nameIn,
  oneOf,
  record,
  STANDARD_EVENTS,
} from '../src/index.ts';

const one = defineEvent('one', 'One.', { minimal: { tool: nameIn('tools', 'hammer'), done: flag() } });
const two = defineEvent(
  'two',
  'Two.',
  { standard: { tools: list(record({ tool: nameIn('tools') })), fault: nameIn('fields'), of: nameIn('events') } },
  { renamedFrom: ['two_old'] },
);

const wordsOf = (event: EventDefinition | undefined, field: string): unknown => {
  const declared = event && declaredFields(event).find((candidate) => candidate.name === field)?.field;
  return declared?.kind === 'name' ? declared.words : undefined;
};

describe('defineCatalog', () => {
  it('finds an event by its name and by every former name', () => {
    const catalog = defineCatalog({ events: [one, two] });
    expect(catalog.byName.get('two')).toBe(catalog.events[1]);
    expect(catalog.byName.get('two_old')).toBe(catalog.events[1]);
    expect(catalog.byName.get('three')).toBeUndefined();
  });

  it('rejects two events of one name, former names included', () => {
    expect(() => defineCatalog({ events: [one, one] })).toThrow('two events of the catalog are called one');
    const thief = defineEvent('three', 'Three.', {}, { renamedFrom: ['two'] });
    expect(() => defineCatalog({ events: [two, thief] })).toThrow(TypeError);
  });

  it('adds the words of a vocabulary at any depth, sorted, once each, and leaves the definition as it was', () => {
    const catalog = defineCatalog({ events: [one, two], vocabulary: { tools: ['saw', 'hammer', 'axe'] } });
    expect(wordsOf(catalog.events[0], 'tool')).toEqual(['axe', 'hammer', 'saw']);
    const tools = catalog.events[1].fields.standard.tools.item.fields.tool;
    expect(tools.words).toEqual(['axe', 'hammer', 'saw']);
    expect(wordsOf(one, 'tool')).toEqual(['hammer']);
  });

  it('lets declared names of events and fields leave, and no other', () => {
    const catalog = defineCatalog({ events: [one, two] });
    expect(wordsOf(catalog.byName.get('two'), 'of')).toEqual(['one', 'two']);
    expect(wordsOf(catalog.byName.get('two'), 'fault')).toEqual(['done', 'fault', 'of', 'tool', 'tools']);
  });

  it('rejects a word that is no identifier, without repeating it', () => {
    const define = () => defineCatalog({ events: [one], vocabulary: { tools: ['/home/someone with spaces'] } });
    expect(define).toThrow('event one: tool has a word that is no identifier');
    expect(define).not.toThrow('someone');
  });

  it('rejects a vocabulary that does not exist, since its words would silently never leave', () => {
    const vocabulary = { tool: ['saw'] } as unknown as Vocabulary;
    expect(() => defineCatalog({ events: [one], vocabulary })).toThrow('"tool" is no vocabulary');
  });

  it('fills in the words of tags, and rejects tags without a proper name', () => {
    const tags = { environment: oneOf('ci', 'workstation'), tool: nameIn('tools') };
    const catalog = defineCatalog({ events: [one], tags, vocabulary: { tools: ['saw'] } });
    expect(catalog.tags['tool']).toEqual({ kind: 'name', vocabulary: 'tools', words: ['saw'] });
    for (const wrong of ['Environment', 'a b', '']) {
      expect(() => defineCatalog({ events: [one], tags: { [wrong]: name() } })).toThrow(TypeError);
    }
  });

  it('is frozen to its leaves', () => {
    const catalog = defineCatalog({
      events: [one],
      tags: { environment: oneOf('ci') },
      vocabulary: { tools: ['saw'] },
    });
    const { tool } = catalog.events[0].fields.minimal;
    for (const part of [
      catalog,
      catalog.events,
      catalog.events[0],
      tool,
      tool.words,
      catalog.tags,
      catalog.tags['environment'],
    ]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });
});

describe('extendStandardCatalog', () => {
  it('holds the standard events first, then those of the host', () => {
    const mine = defineEvent('repo.indexed', 'Indexed.', { debug: { command: hashed() } });
    const catalog = extendStandardCatalog({ events: [mine] });
    expect(catalog.events.map((event) => event.name)).toEqual([
      ...STANDARD_EVENTS.map((event) => event.name),
      'repo.indexed',
    ]);
  });

  it('adds a host’s words to standard events with one call', () => {
    const catalog = extendStandardCatalog({ vocabulary: { agents: ['my-planner'] } });
    expect(wordsOf(catalog.byName.get('agent_execution'), 'agent_type')).toEqual(['my-planner']);
    expect(wordsOf(catalog.byName.get('error'), 'agent_type')).toEqual(['my-planner']);
    expect(wordsOf(catalog.byName.get('skill_execution'), 'used_with_agent')).toEqual(['my-planner']);
  });

  it('rejects a host’s event that is called like a standard one', () => {
    expect(() => extendStandardCatalog({ events: [defineEvent('error', 'Mine.', {})] })).toThrow(TypeError);
  });
});
