/** Where a collector is: checks an endpoint and names its routes. Pure. */

import { TelemetryError } from '@telemetry/schema';
import { isLoopback } from '../loopback.ts';

/** The routes of one collector. */
export interface CollectorUrl {
  /** Takes batches. */
  readonly batch: URL;
  /** Tells whether it lives. */
  readonly health: URL;
  /** Takes the erasure of one installation. */
  install(installId: string): URL;
  /** Origin and path, without query and without anything secret: what receipts and messages name. */
  readonly shown: string;
}

/**
 * Reads an endpoint: the collector's base URL, `https` alone, or `http` to loopback. One that ends in `/v1/batch` names the same.
 *
 * @throws TelemetryError `ENDPOINT_INVALID`
 */
export function collectorUrl(endpoint: string): CollectorUrl {
  let base: URL;
  try {
    base = new URL(endpoint);
  } catch (cause) {
    throw invalid('is no URL', cause);
  }
  if (base.protocol !== 'https:' && !(base.protocol === 'http:' && isLoopback(base.hostname))) {
    throw invalid('must be https, or http to this machine alone');
  }
  if (base.username !== '' || base.password !== '') throw invalid('must hold no user and no password');
  const path = base.pathname.replace(/\/+$/, '').replace(/\/v1\/batch$/, '');
  const route = (rest: string): URL => new URL(`${path}${rest}`, base.origin);
  return {
    batch: route('/v1/batch'),
    health: route('/healthz'),
    install: (installId) => route(`/v1/installs/${encodeURIComponent(installId)}`),
    shown: `${base.origin}${path}`,
  };
}

function invalid(why: string, cause?: unknown): TelemetryError {
  return new TelemetryError('ENDPOINT_INVALID', `The endpoint ${why}.`, {
    hint: 'Name a URL that starts with https://.',
    ...(cause === undefined ? {} : { cause }),
  });
}
