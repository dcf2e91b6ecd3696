import { describe, expect, it } from 'vitest';
import { parseFigures, parseTimed } from '../measure/run-rounds.ts';
import { compareByRatio, spreadOf } from '../measure/statistics.ts';
import { putSection } from '../report/page.ts';
import { renderComparison, renderNumber, renderSpread, renderTable, verdictOf } from '../report/render.ts';

describe('the page of benchmarks', () => {
  it('shows three digits that count, however large or small a figure is', () => {
    expect([0, 0.000_045_67, 0.01234, 0.4, 4.567, 45.67, 12_345].map(renderNumber)).toEqual([
      '0',
      '0.000046',
      '0.0123',
      '0.400',
      '4.57',
      '45.7',
      '12345',
    ]);
  });

  it('shows a median with its quartiles in the unit of its column, and a ratio with those of its rounds', () => {
    expect(renderSpread(spreadOf([1_000, 2_000, 3_000]), { name: 'µs', divisor: 1_000 })).toBe('2.00 (1.50 to 2.50)');
    expect(renderComparison(compareByRatio([1, 2, 3], [2, 2, 2]))).toBe('**1.00** (0.750 to 1.25; 0.500 to 1.50)');
  });

  it('calls a goal met by a figure that is not above it', () => {
    expect([0.5, 0.6, 0.601].map((figure) => verdictOf({ goal: 0.6, figure }))).toEqual(['met', 'met', 'missed']);
  });

  it('writes one line a row', () => {
    expect(renderTable(['a', 'b'], [['1', '2']])).toBe('| a | b |\n| --- | --- |\n| 1 | 2 |\n');
  });

  it('renews one section and leaves every other byte of the page', () => {
    const first = putSection(putSection(undefined, { id: 'one', text: '## One\n' }), { id: 'two', text: '## Two' });
    const renewed = putSection(first, { id: 'one', text: '## One again' });
    expect(first).toContain('## One\n');
    expect(renewed).toBe(first.replace('## One', '## One again'));
    expect(putSection(renewed, { id: 'one', text: '## One' })).toBe(first);
  });
});

describe('what processes answer', () => {
  it('is the last line that a case prints, and nothing but finite numbers', () => {
    expect(parseFigures('a warning\n{"wall_ns":12.5}\n')).toEqual({ wall_ns: 12.5 });
    expect(() => parseFigures('{"wall_ns":null}')).toThrow(Error);
    expect(() => parseFigures('12')).toThrow(Error);
  });

  it('is what the shell says of a process that is timed from outside', () => {
    const printed = '0m0.001s 0m0.002s\n0m0.031s 1m0.009s\n0 1700000000.000000 1700000000.040000\n';
    const { wall_ms, cpu_ms } = parseTimed('node', printed);
    expect([Math.round(wall_ms), Math.round(cpu_ms)]).toEqual([40, 60_040]);
    expect(() => parseTimed('node', printed.replace('\n0 17', '\n1 17'))).toThrow(Error);
  });
});
