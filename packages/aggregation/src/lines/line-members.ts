/** The members of payloads, by their bytes: which come, which are wanted, and which mostly follows which. */

/** A place behind which members stand. */
export interface Follows {
  /** The member that stood here the last time. */
  next: Member | undefined;
}

/** One member that payloads of an event have. */
export interface Member extends Follows {
  readonly name: string;
  /** The name in quotes, and the colon. */
  readonly bytes: Buffer;
  readonly isWanted: boolean;
}

/** What is known of the payloads of one event, from where they begin. */
export interface MembersOf extends Follows {
  /** Its name. Texts of the program itself are compared and looked up sooner than equal ones out of a log. Undefined for many events together. */
  readonly event: string | undefined;
  /** A payload before it is read: the wanted members, null, so that all payloads have one shape. */
  readonly blank: { readonly [name: string]: null };
  readonly byName: Map<string, Member>;
}

/** Members remembered of one event: more than any declares. */
const REMEMBERED = 256;

/** Begins to learn. */
export function createMembers(wanted: ReadonlySet<string>, event?: string): MembersOf {
  return {
    event,
    blank: Object.fromEntries([...wanted].map((name) => [name, null])),
    next: undefined,
    byName: new Map(),
  };
}

/** The member of a name, which is plain ASCII without an escape. */
export function memberOf({ blank, byName }: MembersOf, text: string): Member {
  const known = byName.get(text);
  if (known !== undefined) return known;
  const wanted = Object.keys(blank).find((name) => name === text);
  const isWanted = wanted !== undefined;
  const member = { name: wanted ?? text, bytes: Buffer.from(`"${text}":`), isWanted, next: undefined };
  if (byName.size < REMEMBERED) byName.set(text, member);
  return member;
}
