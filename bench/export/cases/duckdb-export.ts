/**
 * The same figures by DuckDB over the raw files: typed columns, two threads, one pass, one set of groups for each map of the summary. Left out on
 * its side: sequences of workflows, pillars, streaks, the most frequent stack hashes. Its quantiles are its approximate ones, which are faster.
 */

import { answer, startClock } from '../../recording/cases/surroundings.ts';

/** What is used of `@duckdb/node-api`, which only the folder of the bench has installed. */
interface DuckDb {
  readonly DuckDBInstance: {
    create(path: string, options: { readonly threads: string }): Promise<{ connect(): Promise<Connection> }>;
  };
}

interface Connection {
  runAndReadAll(sql: string): Promise<{ getRows(): readonly (readonly unknown[])[] }>;
}

const MODULE: string = '@duckdb/node-api';

const PAYLOAD = `STRUCT(agent_type VARCHAR, skill_name VARCHAR, command VARCHAR, feature_name VARCHAR, action VARCHAR,
  success BOOLEAN, exit_code BIGINT, duration_ms DOUBLE, total_duration_ms DOUBLE, error_type VARCHAR, component VARCHAR,
  cost DOUBLE, input_tokens BIGINT, output_tokens BIGINT, user_satisfaction BIGINT, severity VARCHAR, reason VARCHAR,
  verdict VARCHAR, quest_id VARCHAR, proof_tier VARCHAR, pack_id VARCHAR, xp_awarded BIGINT, quest_count BIGINT,
  timebox_estimate_minutes DOUBLE, observed_duration_seconds DOUBLE)`;

const GROUPS = [
  ['event'],
  ['kind', 'id'],
  ['event', 'p.agent_type'],
  ['event', 'p.agent_type', 'p.error_type'],
  ['event', 'p.skill_name'],
  ['event', 'p.skill_name', 'p.error_type'],
  ['event', 'p.command'],
  ['event', 'p.error_type', 'p.component'],
  ['event', 'p.error_type', 'p.component', 'p.agent_type'],
  ['event', 'p.feature_name', 'p.action'],
  ['event', 'p.quest_id'],
  ['event', 'p.proof_tier'],
  ['event', 'p.pack_id'],
  ['event', 'p.reason'],
  ['event', 'p.severity', 'p.component'],
  ['run_id'],
];

const KEYS = [...new Set(GROUPS.flat())].join(', ');

function summaryOf(directory: string): string {
  return `SELECT grouping_id(${KEYS}) AS which, ${KEYS}, count(*),
  avg(p.success::INT), avg((p.exit_code <> 0)::INT),
  avg(p.duration_ms), approx_quantile(p.duration_ms, [0.5, 0.95, 0.99]), avg(p.total_duration_ms),
  sum(p.cost), sum(p.input_tokens), sum(p.output_tokens), avg(p.user_satisfaction), sum(p.xp_awarded), avg(p.quest_count),
  sum(p.timebox_estimate_minutes), sum(p.observed_duration_seconds), min(timestamp), max(timestamp), max(cycle),
  count(*) FILTER (p.verdict = 'accept'), count(*) FILTER (p.verdict = 'revise'), count(*) FILTER (p.verdict = 'abort')
FROM (
  SELECT event, timestamp, actor.kind AS kind, actor.id AS id, run_id, cycle, payload AS p
  FROM read_json('${directory}/events*.jsonl', format = 'newline_delimited', ignore_errors = true,
    columns = {event: 'VARCHAR', timestamp: 'TIMESTAMP', actor: 'STRUCT(kind VARCHAR, id VARCHAR)', run_id: 'VARCHAR',
      cycle: 'BIGINT', payload: '${PAYLOAD}'})
) GROUP BY GROUPING SETS (${GROUPS.map((keys) => `(${keys.join(', ')})`).join(', ')})`;
}

const clock = startClock();
const { DuckDBInstance } = (await import(MODULE)) as DuckDb;
const database = await DuckDBInstance.create(':memory:', { threads: '2' });
const connection = await database.connect();
const rows = (await connection.runAndReadAll(summaryOf(process.env['BENCH_LOG'] ?? '.'))).getRows();
const { wallNs, cpuNs } = clock();

// The bits of the first column are the keys that a set leaves out, the first key the highest bit: by event alone is all but the highest.
const keyCount = KEYS.split(', ').length;
const byEvent = rows.filter(([which]) => Number(which) === 2 ** (keyCount - 1) - 1);
const events = byEvent.reduce((sum, row) => sum + Number(row[keyCount + 1]), 0);
if (String(events) !== process.env['BENCH_EVENTS']) throw new Error(`${events} events`);
answer({ wall: wallNs, cpu: cpuNs });
