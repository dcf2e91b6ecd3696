import { describe, expect, it } from 'vitest';
import { declaredFields, defineEventOnDemand, isOnDemand } from '../src/define-event.ts';
import {
  count,
  defineCatalog,
  defineEvent,
  extendStandardCatalog,
  flag,
  name,
  nameIn,
  STANDARD_EVENTS,
} from '../src/index.ts';

/** An event that counts how often its fields are made. */
function counted() {
  let made = 0;
  const event = defineEventOnDemand('tool.used', 'A tool was used.', () => {
    made += 1;
    return { minimal: { tool: nameIn('tools', 'saw'), spoken_of: nameIn('fields') } };
  });
  return { event, made: () => made };
}

describe('an event whose fields are made on demand', () => {
  it('makes them once, when somebody asks, not when it is declared or put into a catalog with words', () => {
    const { event, made } = counted();
    const catalog = defineCatalog({ events: [event], vocabulary: { tools: ['plane'] } });
    expect([made(), catalog.byName.has('tool.used'), isOnDemand(catalog.events[0])]).toEqual([0, true, true]);
    const { tool, spoken_of } = catalog.events[0].fields.minimal;
    expect([tool.words, spoken_of.words]).toEqual([
      ['plane', 'saw'],
      ['spoken_of', 'tool'],
    ]);
    expect(catalog.events[0].fields).toBe(catalog.events[0].fields);
    expect([event.fields.minimal.tool.words, made()]).toEqual([['saw'], 1]);
  });

  it('is the same data as one that is declared with them, frozen to its leaves', () => {
    const { event } = counted();
    const plain = defineEvent(event.name, event.summary, event.fields, event.options);
    expect(JSON.stringify(event)).toBe(JSON.stringify(plain));
    expect({ ...event }).toEqual(plain);
    for (const part of [event, event.fields, event.fields.minimal.tool.words, event.options]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });

  it('is checked by the same rules', () => {
    const wrong = defineEventOnDemand('tool.used', 'A tool was used.', () => ({ minimal: { Wrong: flag() } }));
    expect(() => wrong.fields).toThrow(TypeError);
  });

  it('leaves no word of a host unchecked when the catalog is made', () => {
    const { event, made } = counted();
    for (const word of ['no identifier', '', 7]) {
      const vocabulary = { tools: [word] as string[] };
      expect(() => defineCatalog({ events: [event], vocabulary })).toThrow('no identifier');
    }
    expect(made()).toBe(1);
    const odd = { ...defineEvent('own.event', 'Mine.', {}), name: 'not a name' };
    expect(() =>
      defineCatalog({ events: [event, odd, defineEvent('a.b', 'C.', { minimal: { e: nameIn('events') } })] }),
    ).toThrow(TypeError);
  });
});

describe('the standard events', () => {
  it('are all on demand, in the standard catalog and with events and words of a host', () => {
    const own = defineEvent('own.event', 'Mine.', { minimal: { n: count(), w: name('x') } });
    const catalog = extendStandardCatalog({ events: [own], vocabulary: { tools: ['plane'] } });
    expect(STANDARD_EVENTS.every(isOnDemand)).toBe(true);
    expect(catalog.events.filter((event) => !isOnDemand(event)).map((event) => event.name)).toEqual(['own.event']);
  });

  it('are declared soundly, each of them', () => {
    for (const event of STANDARD_EVENTS)
      expect([event.name, declaredFields(event).length > 0]).toEqual([event.name, true]);
  });
});
