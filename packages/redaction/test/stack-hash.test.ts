import { expect, test } from 'vitest';
import { hashStack, redact } from '../src/index.ts';

const here =
  'TypeError: boom\n    at run (/home/alice/work/app.ts:3:9)\n    at async main (file:///home/alice/work/main.ts:10:1)\n    at node:internal/main/run_main:1:2';
const there =
  'TypeError: bang, other words\n    at run (C:\\Users\\Bob\\x\\app.ts:33:1)\n    at async main (file:///C:/Users/Bob/x/main.ts:4:2)\n    at node:internal/main/run_main:7:7';

test('gives the same fault on two machines one name', () => {
  expect(hashStack(here)).toBe(hashStack(there));
  expect(hashStack(here)).toMatch(/^[0-9a-f]{64}$/);
});

test('gives another fault another name', () => {
  expect(hashStack(here.replace('at run', 'at walk'))).not.toBe(hashStack(here));
  expect(hashStack(here.replace('app.ts', 'lib.ts'))).not.toBe(hashStack(here));
});

test('puts the hash where a field had a stack, and in the place of the frames within a text', () => {
  expect(redact({ stack: here, kept: 1 }).value).toEqual({ stack_trace_hash: hashStack(here), kept: 1 });
  expect(redact(`failed:\n${here}\nafter`).value).toBe(`failed:\n[stack_trace_hash:${hashStack(here)}]\nafter`);
  expect(redact(new TypeError('a secret message')).value).toMatchObject({ error_type: 'TypeError' });
  expect(JSON.stringify(redact(new TypeError('a secret message')))).not.toContain('secret message');
});

test.each([
  [
    'Python',
    'Traceback (most recent call last):\n  File "/home/alice/a.py", line 3, in run\n    go()\n  File "/home/alice/b.py", line 9, in go\n    raise ValueError\nValueError',
  ],
  [
    'Java',
    'java.lang.IllegalStateException: x\n\tat com.alice.App.run(App.java:12)\n\tat com.alice.App.main(App.java:3)\n\t... 12 more',
  ],
  ['Firefox', 'run@https://example.com/alice/app.js:3:9\nmain@https://example.com/alice/main.js:1:1'],
  [
    'Go',
    'goroutine 1 [running]:\nmain.run(0x1)\n\t/home/alice/main.go:12 +0x1d\nmain.main()\n\t/home/alice/main.go:3 +0x20',
  ],
  [
    'Ruby',
    "app.rb:3:in `run': boom (RuntimeError)\n\tfrom /home/alice/app.rb:9:in `main'\n\tfrom /home/alice/app.rb:12:in `<main>'",
  ],
  [
    '.NET',
    'System.Exception: x\n   at Alice.App.Run() in C:\\alice\\App.cs:line 12\n   at Alice.App.Main() in C:\\alice\\App.cs:line 3',
  ],
])('knows the traces of %s', (_, trace) => {
  const { value } = redact(trace);
  expect(value).toMatch(/\[stack_trace_hash:[0-9a-f]{64}\]/);
  expect(value).not.toMatch(/alice/);
});

test('leaves a sentence that looks a little like a frame', () => {
  const text = 'we met\nat the station\nat noon';
  expect(redact(text).value).toBe(text);
});
