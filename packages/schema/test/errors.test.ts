import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { isTelemetryError, TelemetryError } from '../src/index.ts';

describe('TelemetryError', () => {
  it('carries code, hint, retryability and cause', () => {
    const cause = new Error('beneath');
    const error = new TelemetryError('LOCK_INVALID', 'policy: foo', { hint: 'Do this.', retryable: true, cause });
    expect(error).toMatchObject({
      name: 'TelemetryError',
      code: 'LOCK_INVALID',
      hint: 'Do this.',
      retryable: true,
      cause,
    });
    expect(new TelemetryError('X', 'y')).toMatchObject({ hint: undefined, retryable: false });
    expect('cause' in new TelemetryError('X', 'y')).toBe(false);
  });

  it('is recognised when another copy of the package made it, and nothing else is', () => {
    const foreign = Object.assign(new Error('x'), { [Symbol.for('@telemetry/error')]: true });
    expect(isTelemetryError(foreign)).toBe(true);
    expect(isTelemetryError(new TelemetryError('X', 'y'))).toBe(true);
    expect([new Error('x'), null, undefined, 'x', { code: 'X' }].some(isTelemetryError)).toBe(false);
  });

  it('keeps of a failed system call what failed, and not the path', () => {
    const place = mkdtempSync(join(tmpdir(), 'errors-'));
    rmSync(place, { recursive: true });
    let cause: unknown;
    try {
      readFileSync(join(place, 'x'));
    } catch (error) {
      cause = error;
    }
    const error = new TelemetryError('X', 'y', { cause });
    expect(error.cause).toMatchObject({ code: 'ENOENT', syscall: 'open' });
    expect(inspect(error, { depth: 9 })).not.toContain(place);
  });

  it('does not show its mark when it is printed as JSON', () => {
    expect(JSON.stringify(new TelemetryError('X', 'y'))).toBe('{"code":"X","retryable":false,"name":"TelemetryError"}');
  });
});
