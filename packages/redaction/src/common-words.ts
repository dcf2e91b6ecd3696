/**
 * Words that name a user or a machine on so many systems that they identify nobody, and that a log is full of.
 * A known value that is one of these is skipped: replacing it would destroy text and protect no one.
 */

const COMMON: ReadonlySet<string> = new Set(
  (
    'administrator admin ansible apache appuser builder buildkite circleci claude cloud codespace codespaces computer container ' +
    'coder debian default desktop developer devcontainer development docker ec2-user fedora gitea github github-runner gitlab gitlab-runner ' +
    'gitpod guest jenkins kubernetes laptop library linux localhost localhost.localdomain lambda localuser macbook macbook-pro main master ' +
    'mysql nobody node nodejs nginx nonroot openai package packages podman postgres postgresql production project python redis root runner ' +
    'runneradmin sandbox server service staging system sbx_user1051 telemetry test tester testing travis ubuntu unknown user username users vagrant vscode ' +
    'windows windows-latest worker workspace workspaces www-data'
  ).split(' '),
);

/** True for a value that is too common or too short (under 6 characters) to be searched for. Case is ignored. */
export function isCommonWord(value: string): boolean {
  return value.length < 6 || COMMON.has(value.toLowerCase());
}
