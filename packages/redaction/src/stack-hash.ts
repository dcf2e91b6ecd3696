/**
 * Stack traces: recognised by their frames, and named by a hash of what the frames say once paths, positions and
 * addresses are gone, so that the same fault on two machines has one name.
 */

/** Lines looked at when hashing: deeper frames do not tell faults apart. */
const MAX_FRAMES = 64;
/** Longer lines are not frames. */
const MAX_LINE_LENGTH = 1_024;

/** V8, SpiderMonkey and JavaScriptCore, Java and .NET, Python, Ruby, PHP, Go, Rust: how a line of a trace begins. */
const FRAMES: readonly RegExp[] = [
  /^\s{0,16}at (?:async |new )?\S/,
  /^\s{0,16}File "[^"]{1,800}", line [0-9]/,
  /^\s{0,16}#[0-9]{1,4}:? \S/,
  /^\s{0,16}from [^\s:]{1,800}:[0-9]{1,9}:in /,
  /^\s{0,16}[^\s@()]{0,200}@[^\s@]{1,800}:[0-9]/,
  /^\s{0,16}[^\s:]{1,800}\.(?:go|rs|rb|cc?|cpp|swift):[0-9]/,
  /^\s{0,16}[0-9]{1,4}: [\w:<>]{3}/,
  /^\s{0,16}(?:\.\.\. [0-9]{1,6} more|Caused by: )/,
];
/** Frames that no sentence looks like: a position in a file. */
const CERTAIN: readonly RegExp[] = [
  /^\s{0,16}at \S.{0,900}(?::[0-9]{1,9}\)?|\(native\)|<anonymous>\)?|\((?:Native Method|Unknown Source)\)|:line [0-9]{1,9})$/,
  /^\s{0,16}at [\w.$<>]{3,300}\([\w.]{0,200}(?::[0-9]{1,9})?\)/,
  /^\s{0,16}File "[^"]{1,800}", line [0-9]/,
  /^\s{0,16}from [^\s:]{1,800}:[0-9]{1,9}:in /,
  /^\s{0,16}#[0-9]{1,4} {1,4}(?:0x|\S{1,400}\([0-9]{1,9}\))/,
  /^\s{0,16}[^\s@()]{0,200}@(?:https?:\/\/|file:\/\/|\/)[^\s@]{1,800}:[0-9]{1,9}$/,
  /^\s{0,16}[^\s:]{1,800}\.go:[0-9]{1,9} \+0x/,
];
/** A call on a line of its own, as Go writes it. */
const CALL_LINE = /^[\w.$/*-]{1,200}(?:\(\*\w{1,60}\)[\w.]{1,60})?\([^()]{0,200}\)$/;

/** True for a line that is surely a frame. */
export function isFrame(line: string): boolean {
  return line.length <= MAX_LINE_LENGTH && CERTAIN.some((frame) => frame.test(line));
}

/** True for a line that may stand between frames. */
export function mayBeFrame(line: string): boolean {
  return line.length <= MAX_LINE_LENGTH && FRAMES.some((frame) => frame.test(line));
}

/** One frame without path, position, address, or query: `at async run (/home/x/app.ts:3:9)` → `run app.ts`. */
function normalizeFrame(line: string): string {
  return line
    .trim()
    .replace(/^(?:at |from |File )/, '')
    .replace(/\b(?:async|new|line [0-9]{1,9},?|in)\b ?/g, '')
    .replace(/\+?0x[0-9a-f]{1,16}/gi, '')
    .replace(/[?#][^\s:)]{0,500}/g, '')
    .replace(/(?::[0-9]{1,9}){1,2}/g, '')
    .replace(/\([0-9]{1,9}\)/g, '')
    .replace(/(?:[a-z]{1,12}:)?(?:[^\s()"'@\\/]{0,255}[\\/]){1,128}/gi, '')
    .replace(/["'()]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/**
 * The SHA-256, in 64 hex digits, of the frames of a stack trace: function and file names only, messages left out.
 * A text without frames is hashed as one line of words. Loads `node:crypto` on the first call.
 * @throws Error where the runtime has no `node:crypto`; callers within this package replace the text then.
 */
export function hashStack(stack: string): string {
  const lines = stack.split('\n');
  let frames = lines.filter((line) => isFrame(line)).slice(0, MAX_FRAMES);
  if (frames.length === 0) frames = lines.filter((line) => mayBeFrame(line)).slice(0, MAX_FRAMES);
  if (frames.length === 0) frames = lines.slice(0, MAX_FRAMES).map((line) => line.slice(0, MAX_LINE_LENGTH));
  const crypto = process.getBuiltinModule('node:crypto');
  return crypto.createHash('sha256').update(frames.map(normalizeFrame).join('\n')).digest('hex');
}

/** What every trace has somewhere: a quick look before lines are split. */
const TRACE = /\n\s{0,16}(?:at |File "|from |#[0-9])|@|\.(?:go|rs):[0-9]/;

/** True when `replaceStacks` might find something in a text of several lines. */
export function hasStack(text: string): boolean {
  return TRACE.test(text);
}

/**
 * Replaces every run of frames in a text, and the line of the error before it, by `[stack_trace_hash:<hex>]`. `steps`
 * are the characters of the lines looked at, each as often as it was.
 */
export function replaceStacks(text: string): { text: string; count: number; steps: number } {
  const lines = text.split('\n');
  const out: string[] = [];
  let count = 0;
  let steps = text.length;
  const isFrameAt = (index: number): boolean => {
    const line = lines[index] as string;
    steps += line.length;
    return isFrame(line);
  };
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] as string;
    if (!isFrameAt(i)) {
      out.push(line);
      continue;
    }
    let end = i;
    let certain = 0;
    for (; end < lines.length; end++) {
      if (isFrameAt(end)) certain++;
      else {
        // The line itself, and the next, which is asked whether it is a frame.
        steps += (lines[end] as string).length + (lines[end + 1]?.length ?? 0);
        if (!mayFollow(lines, end)) break;
      }
    }
    // One line alone may be a sentence that quotes a place.
    const header = out[out.length - 1];
    const headed =
      header !== undefined &&
      /(?:^|\s)(?:[\w$.]{0,80}(?:Error|Exception|Panic|Fault)\b|Traceback|goroutine [0-9]|thread '|panic:)/.test(
        header.slice(0, 200),
      );
    if (certain < 2 && !headed) {
      out.push(line);
      continue;
    }
    if (headed) out.pop();
    // Go names the function on the line before each place.
    else if (header !== undefined && CALL_LINE.test(header.slice(0, MAX_LINE_LENGTH))) {
      out.pop();
      if (/^goroutine [0-9]/.test(out[out.length - 1] ?? '')) out.pop();
    }
    out.push(`[stack_trace_hash:${hashStack(lines.slice(i, end).join('\n'))}]`);
    count++;
    i = end - 1;
  }
  return { text: out.join('\n'), count, steps };
}

/** The source line under a Python frame, and what `mayBeFrame` allows, belong to the trace where a frame follows or went before. */
function mayFollow(lines: readonly string[], index: number): boolean {
  const line = lines[index] as string;
  if (mayBeFrame(line)) return true;
  const next = lines[index + 1];
  if (CALL_LINE.test(line.slice(0, MAX_LINE_LENGTH)) && next !== undefined && isFrame(next)) return true;
  const previous = lines[index - 1] as string;
  return (
    /^\s{0,16}File "/.test(previous.slice(0, 64)) ||
    (/^\s/.test(line) && index + 1 < lines.length && isFrame(lines[index + 1] as string))
  );
}
