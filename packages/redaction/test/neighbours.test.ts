/** Values that only their neighbour names: a tag before them, the head of a part of a form. */
import { expect, test } from 'vitest';
import { createRedactor } from '../src/index.ts';

const { redactText } = createRedactor({});
const chosen = ['tulip', 'harbour'].join('-');

test.each([
  ['a property list', (value: string) => `<key>password</key>\n  <string>${value}</string>`],
  ['a file of Hadoop', (value: string) => `<name>fs.password</name><value>${value}</value>`],
  [
    'a part of a form',
    (value: string) => `--x\r\nContent-Disposition: form-data; name="password"\r\n\r\n${value}\r\n--x--`,
  ],
])('finds a password of plain words in %s', (_, context) => {
  expect(redactText(context(chosen))).toBe(context('[redacted]'));
});
