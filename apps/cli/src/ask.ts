/** Questions in a terminal. They go to stderr, since stdout is for results. */

/** One answer to choose. */
export interface Choice<Value extends string> {
  readonly value: Value;
  readonly label: string;
  readonly hint?: string;
}

/** Asks for one of several answers; `undefined` when it was broken off. */
export async function askChoice<Value extends string>(
  message: string,
  choices: readonly Choice<Value>[],
): Promise<Value | undefined> {
  const { isCancel, select } = await import('@clack/prompts');
  const options = choices.map(({ value, label, hint }) => ({
    value: value as string,
    label,
    ...(hint ? { hint } : {}),
  }));
  const answer = await select<string>({ message, options, output: process.stderr });
  return isCancel(answer) ? undefined : (answer as Value);
}

/** Asks for yes or no; the answer is no unless somebody says yes. */
export async function askYesOrNo(message: string): Promise<boolean> {
  const { confirm, isCancel } = await import('@clack/prompts');
  const answer = await confirm({ message, initialValue: false, output: process.stderr });
  return !isCancel(answer) && answer;
}
