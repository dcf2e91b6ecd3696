/**
 * Which proxy a request goes through, by `HTTPS_PROXY` and `NO_PROXY`. Node's own agent does the work, where this release has
 * it; where it has not, a request that should go through a proxy is not made at all. Pure but for the version of Node.
 */

import { isLoopback } from '../loopback.ts';

/** What the agent is told, and the names that will be looked up. */
export interface ProxySettings {
  readonly proxyEnv: NodeJS.ProcessEnv;
  readonly names: readonly string[];
}

/** Reads the environment for one URL. This machine is never asked for through a proxy. */
export function proxySettings(
  url: URL,
  env: Readonly<Record<string, string | undefined>>,
  version: string = process.versions.node,
): ProxySettings | 'unsupported' {
  const proxy = env['https_proxy'] || env['HTTPS_PROXY'];
  const exceptions = env['no_proxy'] || env['NO_PROXY'];
  if (proxy === undefined || proxy === '' || url.protocol !== 'https:' || isLoopback(url.hostname)) {
    return { proxyEnv: {}, names: [url.hostname] };
  }
  if (!hasProxies(version)) return 'unsupported';
  const names = [hostOf(proxy), ...(exceptions === undefined ? [] : [url.hostname])];
  return {
    proxyEnv: { HTTPS_PROXY: proxy, ...(exceptions === undefined ? {} : { NO_PROXY: exceptions }) },
    names: names.filter((name) => name !== undefined),
  };
}

/** Node's agents take `proxyEnv` from 22.21 and 24.5 on. */
function hasProxies(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major === 22) return minor >= 21;
  return major === 24 ? minor >= 5 : major > 24;
}

function hostOf(proxy: string): string | undefined {
  return URL.canParse(proxy) ? new URL(proxy).hostname : undefined;
}
