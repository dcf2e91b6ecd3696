/**
 * Prometheus' text format, version 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats): families of samples in,
 * text out. Knows no metric of ours; names and units are given by prometheus-families.ts.
 */

/** Labels by name. */
export interface Labels {
  readonly [name: string]: string;
}

/** One value. */
export interface Sample {
  /** What follows the family's name: `_bucket`, `_sum`, `_count`; nothing for most. */
  readonly suffix?: '_bucket' | '_sum' | '_count';
  readonly labels: Labels;
  readonly value: number;
}

/** Samples of one name. */
export interface MetricFamily {
  /** `[a-z][a-z0-9_]*`, in base units; a counter's ends in `_total`. */
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'summary' | 'histogram';
  /** In the order in which they are written. */
  readonly samples: readonly Sample[];
}

/** The media type of what `renderExposition` writes. */
export const EXPOSITION_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** Writes families that have samples; the text ends with a line end, and is empty without any. */
export function renderExposition(families: readonly MetricFamily[]): string {
  return families
    .filter(({ samples }) => samples.length > 0)
    .map(({ name, help, type, samples }) => {
      const lines = samples.map(
        (sample) => `${name}${sample.suffix ?? ''}${labelText(sample.labels)} ${figure(sample)}`,
      );
      return `# HELP ${name} ${escapeText(help)}\n# TYPE ${name} ${type}\n${lines.join('\n')}\n`;
    })
    .join('');
}

/** Adds up samples of equal labels; the order stays, since buckets must stand by their bounds. */
export function addUp(samples: readonly Sample[]): readonly Sample[] {
  const sums = new Map<string, Sample>();
  for (const sample of samples) {
    const key = JSON.stringify([sample.labels, sample.suffix]);
    sums.set(key, { ...sample, value: (sums.get(key)?.value ?? 0) + sample.value });
  }
  return [...sums.values()];
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeText(value).replaceAll('"', '\\"')}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

/** A backslash and a line end are the only characters that the format escapes everywhere. */
function escapeText(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

function figure({ value }: Sample): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  if (value === Number.NEGATIVE_INFINITY) return '-Inf';
  return String(value);
}
