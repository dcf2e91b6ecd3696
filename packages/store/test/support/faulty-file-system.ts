/** The real file system, but for the calls that a test makes fail. */
import { createNodeFileSystem, type Done, type StoreFileSystem } from '../../src/index.ts';

/** Decides what a call does instead: throws, or returns; `undefined` lets it pass. Called with the operation and its ordinal from 1. */
export type Fault = (operation: keyof StoreFileSystem, ordinal: number, args: readonly unknown[]) => unknown;

/** An error as `node:fs` throws it. */
export function failure(code: string): Error {
  return Object.assign(new Error(`${code}: injected`), { code });
}

/** Wraps every call. */
export function createFaultyFileSystem(fault: Fault): StoreFileSystem & { readonly calls: (keyof StoreFileSystem)[] } {
  const real = createNodeFileSystem();
  const calls: (keyof StoreFileSystem)[] = [];
  const wrapped = Object.fromEntries(
    Object.entries(real).map(([operation, call]) => [
      operation,
      (...args: unknown[]) => {
        calls.push(operation as keyof StoreFileSystem);
        let instead: unknown;
        try {
          instead = fault(operation as keyof StoreFileSystem, calls.length, args);
        } catch (error) {
          if (!operation.endsWith('Later')) throw error;
          const done = args.at(-1) as Done;
          setImmediate(() => done(error as Error, 0));
          return undefined;
        }
        return instead === undefined ? (call as (...args: unknown[]) => unknown)(...args) : instead;
      },
    ]),
  );
  return Object.assign(wrapped as unknown as StoreFileSystem, { calls });
}
