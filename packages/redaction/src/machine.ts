/**
 * Reads this machine's own facts, to be found wherever they appear: user, host, home folder, the git e-mail and name,
 * and the values of environment variables whose name says secret. Reads two small files at most and starts no process.
 */
import { readFileSync, statSync } from 'node:fs';
import { homedir, hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { isCommonWord } from './common-words.ts';
import { isSecretName } from './keys.ts';

/** What was read, as the policy takes it. */
export interface MachineFacts {
  /** For `RedactionPolicy.knownValues`: 6 characters and more, no common word, distinct. */
  readonly knownValues: readonly string[];
}

/** Replaces what the operating system would say, for tests. */
export interface MachineSources {
  readonly user?: () => string;
  readonly host?: () => string;
  readonly home?: () => string;
}

/** Bytes: a git configuration is a page; a larger file is not read. */
const MAX_GIT_CONFIG_BYTES = 256 * 1_024;
/** UTF-16 units: a value this long is a file in a variable, found by the scanners instead. */
const MAX_VALUE_LENGTH = 4_096;
/** Variables whose name says secret but whose value is a path, a switch, or the name of a program. */
const NOT_SECRET = /(?:_FILE|_PATH|_DIR|_SOCK|_PID|_ID|_URL_TEMPLATE|ASKPASS)$/i;

/** The answer of `read`, or nothing where the system refuses. */
function attempt(read: () => string | undefined): string | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function readSmall(path: string): string | undefined {
  return attempt(() => {
    const stat = statSync(path);
    return stat.isFile() && stat.size <= MAX_GIT_CONFIG_BYTES ? readFileSync(path, 'utf8') : undefined;
  });
}

/** `name` and `email` of the `[user]` section of a git configuration. */
export function parseGitUser(config: string): string[] {
  const values: string[] = [];
  let inUser = false;
  for (const raw of config.split('\n')) {
    const line = raw.trim();
    if (line.startsWith('[')) inUser = /^\[user\]/i.test(line);
    else if (inUser) {
      const match = /^(?:email|name)[ \t]{0,64}=[ \t]{0,64}(\S.{0,500})$/i.exec(line);
      if (match?.[1] !== undefined) values.push((match[1].split(/[ \t][#;]/)[0] ?? '').replace(/^"|"$/g, '').trim());
    }
  }
  return values;
}

/**
 * Reads the facts of this machine. `env` is the environment to look through, usually `process.env`. Reads
 * `~/.gitconfig` and `$XDG_CONFIG_HOME/git/config`; what cannot be read is left out. Never throws.
 */
export function readMachineFacts(
  env: Readonly<Record<string, string | undefined>>,
  sources: MachineSources = {},
): MachineFacts {
  const user = attempt(sources.user ?? (() => userInfo().username));
  const host = attempt(sources.host ?? hostname);
  const home = attempt(sources.home ?? homedir);
  const values: (string | undefined)[] = [
    user,
    env['USER'],
    env['USERNAME'],
    env['LOGNAME'],
    host,
    env['HOSTNAME'],
    env['COMPUTERNAME'],
  ];
  // The first label of a full name names the machine as well.
  if (host?.includes('.')) values.push(host.slice(0, host.indexOf('.')));
  for (const folder of [home, env['HOME'], env['USERPROFILE']]) {
    if (folder !== undefined && folder.length > 1 && folder !== '/root') {
      values.push(folder);
      values.push(
        folder
          .split(/[\\/]/)
          .filter((part) => part !== '')
          .pop(),
      );
    }
  }
  if (home !== undefined) {
    for (const path of [
      env['GIT_CONFIG_GLOBAL'],
      join(home, '.gitconfig'),
      join(env['XDG_CONFIG_HOME'] ?? join(home, '.config'), 'git', 'config'),
    ]) {
      const config = path === undefined || path === '' ? undefined : readSmall(path);
      if (config !== undefined) values.push(...parseGitUser(config));
    }
  }
  values.push(env['GIT_AUTHOR_EMAIL'], env['GIT_COMMITTER_EMAIL'], env['EMAIL']);
  for (const name of Object.keys(env)) {
    const value = env[name];
    if (value === undefined || value.length > MAX_VALUE_LENGTH || NOT_SECRET.test(name) || !isSecretName(name))
      continue;
    // A switch, a number of a few digits, or a folder is no secret, whatever its variable is called.
    if (!/^(?:\/|~|[A-Za-z]:\\|true$|false$|[0-9]{1,7}$)/.test(value)) values.push(value);
  }
  const knownValues = new Set<string>();
  for (const value of values) {
    const trimmed = value?.trim();
    if (trimmed !== undefined && !isCommonWord(trimmed)) knownValues.add(trimmed);
  }
  return { knownValues: [...knownValues] };
}
