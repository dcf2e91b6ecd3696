/**
 * The identity of an installation, `identity.json`: the id under which it is known to a collector, the salt of all keyed
 * hashes, the key that erases its data there. Made at the first consent and not before; never logged, never in the log.
 * docs/formats/identity.md describes the bytes.
 */

import { hash } from 'node:crypto';
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { isTelemetryError, TelemetryError } from '@telemetry/schema';
import { createNodeFileSystem, ensureTrustedFolder, type TelemetryPaths } from '@telemetry/store';
import { withChangeLock } from './change-lock.ts';
import { readSmallFile } from './read-small-file.ts';
import { createFileOnce, removeIfThere, removeLeftovers, replaceFile } from './replace-file.ts';

/** The version written into the file. */
export const IDENTITY_VERSION = 1;

/** A whole identity takes some 250 bytes. */
const MAX_IDENTITY_BYTES = 65_536;

/** Bytes of the salt and of the erase key: as long as the digest they key. */
const SECRET_BYTES = 32;

const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const SECRET = /^[0-9a-f]{64}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z$/;

/** The identity. */
export interface Identity {
  /** UUIDv4. Random: it is derived from nothing. */
  readonly installId: string;
  /** 32 bytes. Keys every digest of this installation; never leaves. */
  readonly salt: Uint8Array;
  /** 32 bytes in hex. Only its SHA-256 leaves, until its owner asks for erasure. */
  readonly eraseKey: string;
  /** RFC 3339, UTC. */
  readonly createdAt: string;
}

/** An identity, and what was done to have it. */
export interface OpenedIdentity {
  readonly identity: Identity;
  readonly state: 'found' | 'created' | 'replaced';
  /** Where a damaged one was set aside; `undefined` otherwise. */
  readonly damagedFile: string | undefined;
}

/** Where identities are. */
export type IdentityPaths = Pick<TelemetryPaths, 'telemetryDir' | 'identityFile'>;

/** The lock of consent, in the telemetry folder. */
export function lockFolderOf(paths: Pick<TelemetryPaths, 'telemetryDir'>): string {
  return join(paths.telemetryDir, 'consent.lock');
}

/** Where a damaged identity is set aside: one place, so that it can be removed. */
export function damagedIdentityFile(paths: Pick<TelemetryPaths, 'telemetryDir'>): string {
  return join(paths.telemetryDir, 'identity.damaged.json');
}

/**
 * Reads the identity; makes none. `undefined` when there is none.
 *
 * @throws TelemetryError `IDENTITY_DAMAGED` when the file is not a whole identity, `IDENTITY_UNREADABLE` when it cannot be
 * read, is a link or is no file
 */
export function readIdentity(paths: IdentityPaths): Identity | undefined {
  const file = readSmallFile(paths.identityFile, {
    code: 'IDENTITY_UNREADABLE',
    shownAs: 'identity.json',
    maxBytes: MAX_IDENTITY_BYTES,
    kind: 'ours',
  });
  return file === undefined ? undefined : parseIdentity(file.text);
}

/**
 * Reads the identity, or makes one. Call it once consent is given. Any number of processes that start at once end with
 * one identity. A damaged file is set aside as `identity.damaged.json` and replaced.
 *
 * @throws TelemetryError `IDENTITY_UNREADABLE`, `CONSENT_BUSY`, `STORE_FOLDER_REFUSED`; failures of the file system as they come
 */
export async function openIdentity(paths: IdentityPaths, now: () => number = Date.now): Promise<OpenedIdentity> {
  const found = readUnlessDamaged(paths);
  if (found !== undefined) return { identity: found, state: 'found', damagedFile: undefined };
  ensureTrustedFolder(createNodeFileSystem(), paths.telemetryDir);
  return withChangeLock(lockFolderOf(paths), () => openIdentityLocked(paths, now));
}

/** The same for those who hold the lock of consent already. */
export function openIdentityLocked(paths: IdentityPaths, now: () => number): OpenedIdentity {
  const found = readUnlessDamaged(paths);
  if (found !== undefined) return { identity: found, state: 'found', damagedFile: undefined };
  removeLeftovers(paths.identityFile);
  const damagedFile = setAside(paths);
  const identity = createIdentity(now());
  // Never over another: a process without the lock (of another version) may have made one in this instant.
  if (!createFileOnce(paths.identityFile, encodeIdentity(identity))) {
    const others = readIdentity(paths);
    if (others !== undefined) return { identity: others, state: 'found', damagedFile };
  }
  return { identity, state: damagedFile === undefined ? 'created' : 'replaced', damagedFile };
}

/** Replaces the identity by a new one. Call it under the lock of consent. Failures of the file system come as they are. */
export function replaceIdentityLocked(paths: IdentityPaths, nowMs: number): Identity {
  removeLeftovers(paths.identityFile);
  const identity = createIdentity(nowMs);
  replaceFile(paths.identityFile, encodeIdentity(identity));
  removeIfThere(damagedIdentityFile(paths));
  return identity;
}

/** Deletes the identity, a damaged one included. False when there was none. Call it under the lock of consent. */
export function removeIdentityLocked(paths: IdentityPaths): boolean {
  const wasSetAside = removeIfThere(damagedIdentityFile(paths));
  return removeIfThere(paths.identityFile) || wasSetAside;
}

/** Makes an identity from the system's random generator. Touches no disk. */
export function createIdentity(nowMs: number): Identity {
  return Object.freeze({
    installId: crypto.randomUUID(),
    salt: randomSecret(),
    eraseKey: randomSecret().toString('hex'),
    createdAt: new Date(nowMs).toISOString(),
  });
}

/** What batches carry instead of the erase key: the SHA-256 of its 32 bytes, in hex. */
export function eraseKeyHash(identity: Pick<Identity, 'eraseKey'>): string {
  return hash('sha256', Buffer.from(identity.eraseKey, 'hex'), 'hex');
}

/** The bytes of `identity.json`. */
export function encodeIdentity(identity: Identity): string {
  const { installId, salt, eraseKey, createdAt } = identity;
  const record = {
    identity_version: IDENTITY_VERSION,
    install_id: installId,
    salt: Buffer.from(salt).toString('hex'),
    erase_key: eraseKey,
    created_at: createdAt,
  };
  return `${JSON.stringify(record, null, 2)}\n`;
}

/**
 * Reads the text of `identity.json`. Members of a later version are ignored.
 *
 * @throws TelemetryError `IDENTITY_DAMAGED`; its message holds nothing of the file
 */
export function parseIdentity(text: string): Identity {
  let record: unknown;
  try {
    record = JSON.parse(text);
  } catch {
    throw damaged('is no JSON');
  }
  if (typeof record !== 'object' || record === null) throw damaged('is no object');
  const { identity_version: version, install_id: id, salt, erase_key: key, created_at: at } = record as ParsedJson;
  const isWhole = isText(id, UUID_V4) && isText(salt, SECRET) && isText(key, SECRET) && isText(at, INSTANT);
  if (isWhole) return Object.freeze({ installId: id, salt: Buffer.from(salt, 'hex'), eraseKey: key, createdAt: at });
  // Not ours to set aside: a later version of this program can read it.
  if (typeof version === 'number' && version > IDENTITY_VERSION) {
    throw new TelemetryError('IDENTITY_UNREADABLE', 'identity.json is of a later version.', {
      hint: 'Update this program.',
    });
  }
  throw damaged('is not whole');
}

type ParsedJson = Readonly<Record<string, unknown>>;

function isText(value: unknown, pattern: RegExp): value is string {
  return typeof value === 'string' && pattern.test(value);
}

/** The identity; `undefined` when there is none, or a damaged one. @throws TelemetryError `IDENTITY_UNREADABLE`. */
export function readUnlessDamaged(paths: IdentityPaths): Identity | undefined {
  try {
    return readIdentity(paths);
  } catch (error) {
    if (isTelemetryError(error) && error.code === 'IDENTITY_DAMAGED') return undefined;
    throw error;
  }
}

function setAside(paths: IdentityPaths): string | undefined {
  const aside = damagedIdentityFile(paths);
  try {
    renameSync(paths.identityFile, aside);
    return aside;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return undefined;
    throw error;
  }
}

function randomSecret(): Buffer {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(SECRET_BYTES)));
}

function damaged(why: string): TelemetryError {
  return new TelemetryError('IDENTITY_DAMAGED', `identity.json ${why}.`, {
    hint: 'It is set aside and replaced at the next start.',
  });
}
