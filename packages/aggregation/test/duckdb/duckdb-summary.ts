/** The summary once more, by DuckDB over the file of events: every figure from SQL, quantiles exact by nearest rank. */

import type { DuckDBConnection } from '@duckdb/node-api';

type Row = { readonly [column: string]: unknown };

const PAYLOAD = `STRUCT(quest_id VARCHAR, proof_tier VARCHAR, xp_awarded BIGINT, timebox_estimate_minutes DOUBLE,
  observed_duration_seconds DOUBLE, pack_id VARCHAR, pillars VARCHAR[], reason VARCHAR, daily_streak BIGINT, weekly_streak BIGINT,
  total_xp BIGINT, quest_count BIGINT, verdict VARCHAR, severity VARCHAR, component VARCHAR, agent_type VARCHAR, success BOOLEAN,
  duration_ms DOUBLE, error_type VARCHAR, cost DOUBLE, input_tokens BIGINT, output_tokens BIGINT, skill_name VARCHAR,
  user_satisfaction BIGINT, stack_trace_hash VARCHAR, feature_name VARCHAR, action VARCHAR, total_duration_ms DOUBLE,
  actions STRUCT(component VARCHAR)[], exit_code BIGINT, command VARCHAR, hashed_command_name VARCHAR)`;

/** All figures of a summary but its frame. */
export async function duckDbSummary(connection: DuckDBConnection, file: string, window: { start: Date; end: Date }) {
  const rows = async (sql: string): Promise<readonly Row[]> =>
    (await connection.runAndReadAll(sql)).getRowObjectsJson() as readonly Row[];
  await connection.run(`CREATE OR REPLACE TABLE upto AS SELECT event_id, epoch_ms(timestamp) AS t, event, source, actor.kind AS kind,
    actor.id AS actor, run_id, cycle, unnest(payload) FROM read_json('${file}', format = 'newline_delimited', columns = {
    event_id: 'VARCHAR', timestamp: 'TIMESTAMP', event: 'VARCHAR', source: 'VARCHAR', actor: 'STRUCT(kind VARCHAR, id VARCHAR)',
    run_id: 'VARCHAR', cycle: 'BIGINT', payload: '${PAYLOAD}'}) WHERE epoch_ms(timestamp) <= ${window.end.getTime()}`);
  await connection.run(`CREATE OR REPLACE VIEW e AS SELECT * FROM upto WHERE t >= ${window.start.getTime()}`);

  const count = async (where: string) => Number((await rows(`SELECT count(*) AS n FROM e WHERE ${where}`))[0]?.['n']);
  const countBy = async (key: string, where: string, from = 'e') => {
    const found = await rows(
      `SELECT ${key} AS k, count(*) AS n FROM ${from} WHERE ${where} AND ${key} IS NOT NULL GROUP BY 1`,
    );
    return Object.fromEntries(found.map(({ k, n }) => [String(k), Number(n)]));
  };
  const named = (event: string) => `event = '${event}'`;
  const scaledSum = (column: string, scale: number) =>
    `coalesce(sum(round(${column} * ${scale})::HUGEINT), 0)::VARCHAR`;
  const sumOf = async (column: string, scale: number, where: string) =>
    quotient((await rows(`SELECT ${scaledSum(column, scale)} AS s FROM e WHERE ${where}`))[0]?.['s'], BigInt(scale), 9);

  /** Per key: uses, share, durations. */
  const uses = async (key: string, where: string, hit: string, duration: string) => {
    const found =
      await rows(`SELECT k, any_value(n) AS n, any_value(hits) AS hits, any_value(said) AS said, any_value(s) AS s,
      any_value(m) AS m, max(d) FILTER (rn = (m * 50 + 99) // 100) AS p50, max(d) FILTER (rn = (m * 95 + 99) // 100) AS p95,
      max(d) FILTER (rn = (m * 99 + 99) // 100) AS p99 FROM (SELECT ${key} AS k, ${duration} AS d, count(*) OVER w AS n,
      count(*) FILTER (${hit}) OVER w AS hits, count(${hit}) OVER w AS said, count(${duration}) OVER w AS m,
      (sum(round(${duration} * 1000)::HUGEINT) OVER w)::VARCHAR AS s,
      row_number() OVER (PARTITION BY ${key} ORDER BY ${duration} NULLS LAST) AS rn
      FROM e WHERE ${where} WINDOW w AS (PARTITION BY ${key})) GROUP BY k`);
    return found.map((row) => ({
      key: String(row['k']),
      n: Number(row['n']),
      rate: share(row['hits'], row['said']),
      durations: {
        avg: mean(row['s'], row['m'], 1000),
        p50: numberOrNull(row['p50']),
        p95: numberOrNull(row['p95']),
        p99: numberOrNull(row['p99']),
      },
    }));
  };
  const countsWithin = async (outer: string, inner: string, where: string) => {
    const found = await rows(
      `SELECT ${outer} AS o, ${inner} AS i, count(*) AS n FROM e WHERE ${where} AND ${inner} IS NOT NULL GROUP BY 1, 2`,
    );
    const maps = new Map<string, { [key: string]: number }>();
    for (const { o, i, n } of found) maps.set(String(o), { ...maps.get(String(o)), [String(i)]: Number(n) });
    return maps;
  };

  const done = named('quest.completed');
  const failed = named('quest.failed');
  const agentRuns = named('agent_execution');
  const skillRuns = named('skill_execution');
  const agentKey = `coalesce(agent_type, 'unknown')`;
  const skillKey = `coalesce(skill_name, 'unknown')`;
  const [agentErrors, skillErrors] = [
    await countsWithin(agentKey, 'error_type', agentRuns),
    await countsWithin(skillKey, 'error_type', skillRuns),
  ];
  const spent = new Map(
    (
      await rows(`SELECT ${agentKey} AS k, ${scaledSum('cost', 1e9)} AS c, ${scaledSum('input_tokens', 1)} AS i,
      ${scaledSum('output_tokens', 1)} AS o FROM e WHERE ${agentRuns} GROUP BY 1`)
    ).map((row) => [String(row['k']), row]),
  );
  const ratings = new Map(
    (
      await rows(`SELECT ${skillKey} AS k, sum(user_satisfaction)::VARCHAR AS s, count(user_satisfaction) AS n FROM e
      WHERE ${skillRuns} GROUP BY 1`)
    ).map((row) => [String(row['k']), row]),
  );
  const completions = await count(done);
  const failures = await count(failed);
  const plans = (
    await rows(`SELECT sum(quest_count)::VARCHAR AS s, count(quest_count) AS n FROM e WHERE ${named('plan.generated')}`)
  )[0];
  const byKind = await countBy('kind', done);
  const streaks = await streaksOf(rows, Math.floor(window.end.getTime() / 86_400_000));
  const latest = async (column: string) =>
    (
      await rows(`SELECT ${column} AS v FROM upto WHERE ${named('scorecard.updated')} AND ${column} IS NOT NULL
      ORDER BY t DESC, event_id DESC, v DESC LIMIT 1`)
    )[0]?.['v'];
  const [dailyStreak, weeklyStreak, totalXp] = [
    await latest('daily_streak'),
    await latest('weekly_streak'),
    await latest('total_xp'),
  ];
  const commands = `event IN ('executor.command_completed', 'command_completed')`;
  const commandKey = `coalesce(CASE WHEN event = 'command_completed' THEN hashed_command_name ELSE command END, 'unknown')`;
  const commandFailed = `(CASE WHEN event = 'command_completed' THEN NOT success ELSE exit_code <> 0 END)`;
  return {
    events_considered: await count('true'),
    events_by_type: await countBy('event', 'true'),
    events_by_actor_kind: await countBy('kind', 'true'),
    events_by_actor_id: await countBy('actor', 'true'),
    completions_total: completions,
    completions_by_actor: byKind,
    completions_by_actor_kind: byKind,
    completions_by_actor_id: await countBy('actor', done),
    completions_by_source: await countBy('source', done),
    completions_by_proof_tier: await countBy(`coalesce(proof_tier, 'unknown')`, done),
    completions_by_pack: await countBy('pack_id', done),
    completions_by_pillar: await countBy(
      'p',
      'true',
      `(SELECT unnest(list_distinct(pillars)) AS p FROM e WHERE ${done})`,
    ),
    daily_streak: Number(dailyStreak ?? streaks.days),
    weekly_streak: Number(weeklyStreak ?? streaks.weeks),
    total_xp: Number(totalXp ?? (await sumOf('xp_awarded', 1, done))),
    plans_generated: await count(named('plan.generated')),
    avg_quests_per_plan: mean(plans?.['s'], plans?.['n'], 1) ?? 0,
    quest_success_rate: share(completions, completions + failures) ?? 0,
    failures_by_reason: await countBy(`coalesce(reason, 'unknown')`, failed),
    risk_flags_count: await count(named('risk.flagged')),
    top_quests_completed: (
      await rows(`SELECT quest_id, count(*) AS n FROM e WHERE ${done} GROUP BY 1 ORDER BY n DESC, quest_id LIMIT 10`)
    ).map(({ quest_id, n }) => ({ quest_id, count: Number(n) })),
    timebox_estimates_sum: await sumOf('timebox_estimate_minutes', 1e6, done),
    observed_duration_sum: await sumOf('observed_duration_seconds', 1e6, done),
    feedback_count: await count(named('feedback.submitted')),
    feedback_by_component: await countBy(`coalesce(component, 'unknown')`, named('feedback.submitted')),
    feedback_by_severity: await countBy(`coalesce(severity, 'unknown')`, named('feedback.submitted')),
    agents: byKey(await uses(agentKey, agentRuns, 'success', 'duration_ms'), ({ key, n, rate, durations }) => ({
      uses: n,
      success_rate: rate,
      duration_ms: durations,
      error_types: agentErrors.get(key) ?? {},
      cost_usd: quotient(spent.get(key)?.['c'], 1_000_000_000n, 9),
      input_tokens: Number(spent.get(key)?.['i']),
      output_tokens: Number(spent.get(key)?.['o']),
    })),
    skills: byKey(await uses(skillKey, skillRuns, 'success', 'duration_ms'), ({ key, n, rate, durations }) => ({
      uses: n,
      success_rate: rate,
      duration_ms: durations,
      error_types: skillErrors.get(key) ?? {},
      rating_mean: mean(ratings.get(key)?.['s'], ratings.get(key)?.['n'], 1),
    })),
    errors: await errorsOf(rows),
    features: Object.fromEntries(
      await countsWithin(`coalesce(feature_name, 'unknown')`, `coalesce(action, 'unknown')`, named('feature_usage')),
    ),
    workflows: await workflowsOf(rows),
    commands: byKey(await uses(commandKey, commands, commandFailed, 'duration_ms'), ({ n, rate, durations }) => ({
      runs: n,
      failure_rate: rate,
      duration_ms: durations,
    })),
    runs: await runsOf(rows),
  };
}

type Rows = (sql: string) => Promise<readonly Row[]>;

async function errorsOf(rows: Rows) {
  const cells = new Map<string, { count: number; agents: { [key: string]: number }; top_stack_hashes: object[] }>();
  const keys = `coalesce(error_type, 'unknown') AS k, coalesce(component, 'unknown') AS c`;
  const at = ({ k, c }: Row) => `${String(k)} ${String(c)}`;
  for (const row of await rows(`SELECT ${keys}, count(*) AS n FROM e WHERE event = 'error' GROUP BY 1, 2`)) {
    cells.set(at(row), { count: Number(row['n']), agents: {}, top_stack_hashes: [] });
  }
  for (const row of await rows(
    `SELECT ${keys}, agent_type AS a, count(*) AS n FROM e WHERE event = 'error' AND agent_type IS NOT NULL GROUP BY 1, 2, 3`,
  )) {
    const { agents = {} } = cells.get(at(row)) ?? {};
    agents[String(row['a'])] = Number(row['n']);
  }
  const hashes = `SELECT ${keys}, stack_trace_hash AS h, count(*) AS n FROM e WHERE event = 'error' AND stack_trace_hash IS NOT NULL GROUP BY 1, 2, 3
    QUALIFY row_number() OVER (PARTITION BY k, c ORDER BY n DESC, h) <= 5 ORDER BY n DESC, h`;
  for (const row of await rows(hashes)) {
    cells.get(at(row))?.top_stack_hashes.push({ stack_trace_hash: row['h'], count: Number(row['n']) });
  }
  const types: { [type: string]: { [component: string]: object } } = {};
  for (const [key, cell] of cells) {
    const [type = '', component = ''] = key.split(' ');
    types[type] = { ...types[type], [component]: cell };
  }
  return types;
}

async function workflowsOf(rows: Rows) {
  const found =
    await rows(`SELECT array_to_string(steps, ' > ') AS k, count(*) AS n, sum(round(total_duration_ms * 1000)::HUGEINT)::VARCHAR AS s,
    count(total_duration_ms) AS m, count(*) FILTER (success) AS hits, count(success) AS said FROM (SELECT *,
    list_filter(names, lambda x, i: i = 1 OR x <> names[i - 1])[1:12] AS steps FROM (SELECT *,
    list_transform(actions, lambda a: a.component) AS names FROM e WHERE event = 'workflow')) WHERE len(steps) > 0
    GROUP BY 1 ORDER BY n DESC, k LIMIT 10`);
  return found.map((row) => ({
    sequence: String(row['k']).split(' > '),
    count: Number(row['n']),
    mean_duration_ms: mean(row['s'], row['m'], 1000),
    success_rate: share(row['hits'], row['said']),
  }));
}

async function runsOf(rows: Rows) {
  const verdicts = ['accept', 'revise', 'abort'];
  const found = await rows(`SELECT run_id, min(t) AS first, max(t) AS last, coalesce(max(cycle), 0) AS cycles,
    count(*) FILTER (event = 'plan.step_completed') AS steps, ${verdicts
      .map((verdict) => `count(*) FILTER (event = 'review.decision' AND verdict = '${verdict}') AS ${verdict}`)
      .join(', ')} FROM e WHERE run_id IS NOT NULL GROUP BY 1 ORDER BY first, sha256(run_id)`);
  return found.map((row, at) => ({
    run: at + 1,
    cycles: Number(row['cycles']),
    decisions: Object.fromEntries(
      verdicts.map((verdict) => [verdict, Number(row[verdict])] as const).filter(([, n]) => n > 0),
    ),
    plan_steps: Number(row['steps']),
    duration_ms: Number(row['last']) - Number(row['first']),
  }));
}

/** Days and ISO weeks in a row, as islands of numbers. */
async function streaksOf(rows: Rows, endDay: number) {
  const standing = async (step: string, today: number) => {
    const [last] =
      await rows(`SELECT max(d) AS last, count(*) AS n FROM (SELECT d, d - row_number() OVER (ORDER BY d) AS island FROM
      (SELECT DISTINCT ${step} AS d FROM upto WHERE event = 'quest.completed')) GROUP BY island ORDER BY last DESC LIMIT 1`);
    return last !== undefined && today - Number(last['last']) <= 1 ? Number(last['n']) : 0;
  };
  return {
    days: await standing('t // 86400000', endDay),
    weeks: await standing('(t // 86400000 + 3) // 7', Math.floor((endDay + 3) / 7)),
  };
}

function byKey<Item extends { readonly key: string }, Value>(items: readonly Item[], value: (item: Item) => Value) {
  return Object.fromEntries(items.map((item) => [item.key, value(item)]));
}

function numberOrNull(value: unknown): number | null {
  return value === null || value === undefined ? null : Number(value);
}

function share(part: unknown, whole: unknown): number | null {
  return Number(whole) === 0 ? null : Math.round((Number(part) * 10_000) / Number(whole)) / 10_000;
}

/** To 3 decimals, of a sum in so many parts of its unit. */
function mean(sum: unknown, count: unknown, scale: number): number | null {
  return Number(count) === 0 ? null : quotient(sum, BigInt(scale) * BigInt(String(count)), 3);
}

/** For what is never negative. */
function quotient(sum: unknown, divisor: bigint, decimals: number): number {
  const scaled = BigInt(String(sum ?? 0)) * 10n ** BigInt(decimals);
  const rounded = ((2n * scaled + divisor) / (2n * divisor)).toString().padStart(decimals + 1, '0');
  return Number(`${rounded.slice(0, -decimals)}.${rounded.slice(-decimals)}`);
}
