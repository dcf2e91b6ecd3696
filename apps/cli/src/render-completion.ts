/**
 * Completion scripts for four shells. They hold all words themselves: nothing is started and nothing that was typed is evaluated
 * when a user presses tab.
 */

import type { CommandWords, OptionWord, Proposal } from './completion-words.ts';

/** The shells. */
export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;

/** One of them. */
export type Shell = (typeof SHELLS)[number];

/** Renders the script of a shell for a program of one plain word. */
export function renderCompletion(shell: Shell, program: string, commands: readonly CommandWords[]): string {
  const render = { bash: renderBash, zsh: renderZsh, fish: renderFish, powershell: renderPowershell }[shell];
  const note = `# Completion of ${program} for ${shell}. Made by: ${program} completion ${shell}`;
  return `${shell === 'zsh' ? `#compdef ${program}\n` : ''}${note}\n${render(program, commands)}`;
}

/** Works in bash 3.2 as macOS has it, without the package bash-completion. */
function renderBash(program: string, commands: readonly CommandWords[]): string {
  const name = functionName(program);
  const all = commands.flatMap(({ names }) => names);
  const values = commands.flatMap(({ names, options }) =>
    options.flatMap(({ flag, value }) =>
      value === undefined || value.isOptional
        ? []
        : [`    ${names.map((own) => `${own}:${flag}`).join('|')}) ${bashProposal(value)}; return ;;`],
    ),
  );
  const optionals = commands.flatMap(({ names, options }) =>
    options.flatMap(({ flag, value }) =>
      value?.isOptional === true && value.kind === 'words'
        ? [
            `    ${names.map((own) => `${own}:${flag}`).join('|')}) [[ $cur == -* ]] || { ${bashProposal(value)}; return; } ;;`,
          ]
        : [],
    ),
  );
  const flags = commands.map(
    ({ names, options }) => `      ${names.join('|')}) words=${quoted(options.map(({ flag }) => flag).join(' '))} ;;`,
  );
  const args = commands.map(
    ({ names, args: [first = { kind: 'none' }] }) => `    ${names.join('|')}) ${bashProposal(first)} ;;`,
  );
  return `
_${name}_none() { compopt +o default 2>/dev/null; COMPREPLY=(); }
_${name}() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} command= words= i
  COMPREPLY=()
  # An = splits a word: --format=json is three.
  if [[ $cur == "=" ]]; then cur=; elif [[ $prev == "=" ]]; then prev=\${COMP_WORDS[COMP_CWORD-2]}; fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    case \${COMP_WORDS[i]} in -*) ;; *) command=\${COMP_WORDS[i]}; break ;; esac
  done
  if [[ -z $command ]]; then
    words=${quoted([...all, '--help', '--version'].join(' '))}
    COMPREPLY=($(compgen -W "$words" -- "$cur"))
    [[ \${#COMPREPLY[@]} -gt 0 ]] || _${name}_none
    return
  fi
  case $command:$prev in
${[...values, ...optionals].join('\n')}
    *) ;;
  esac
  if [[ $cur == -* ]]; then
    case $command in
${flags.join('\n')}
      *) ;;
    esac
    COMPREPLY=($(compgen -W "$words" -- "$cur"))
    [[ \${#COMPREPLY[@]} -gt 0 ]] || _${name}_none
    return
  fi
  case $command in
${args.join('\n')}
    *) _${name}_none ;;
  esac
}
complete -o default -F _${name} ${program}
`.replaceAll('_NAME_none', `_${name}_none`);
}

/** Files are what bash proposes by itself where we propose nothing. */
function bashProposal(proposal: Proposal): string {
  if (proposal.kind === 'files') return ':';
  if (proposal.kind === 'none') return '_NAME_none';
  return `COMPREPLY=($(compgen -W ${quoted(proposal.words.join(' '))} -- "$cur")); [[ \${#COMPREPLY[@]} -gt 0 ]] || _NAME_none`;
}

function renderZsh(program: string, commands: readonly CommandWords[]): string {
  const name = functionName(program);
  const listed = commands.flatMap(({ names, summary }) =>
    names.map((own) => `    ${quoted(`${own}:${summary.replaceAll(':', '\\:')}`)}`),
  );
  const cases = commands.map(({ names, options, args }) => {
    const specs = [
      ...options.map((option) => zshOption(option)),
      ...args.map((arg, at) => `${at + 1}: :${zshAction(arg)}`),
    ];
    return `        ${names.join('|')}) _arguments ${specs.map(quoted).join(' ')} ;;`;
  });
  return `
_${name}() {
  local curcontext=$curcontext state line
  local -a commands
  commands=(
${listed.join('\n')}
  )
  _arguments -C '--help[show all commands]' '--version[show the version]' '1:command:->command' '*::argument:->argument'
  case $state in
    command) _describe -t commands command commands ;;
    argument)
      case $words[1] in
${cases.join('\n')}
      esac ;;
  esac
}
if [[ $funcstack[1] == _${name} ]]; then _${name} "$@"; else compdef _${name} ${program}; fi
`;
}

function zshOption({ flag, summary, value }: OptionWord): string {
  const said = `${flag}[${summary.replace(/[\\[\]:]/g, '\\$&')}]`;
  // Two colons: the value may be left out.
  return value === undefined ? said : `${said}${value.isOptional ? '::' : ':'}value:${zshAction(value)}`;
}

function zshAction(proposal: Proposal): string {
  if (proposal.kind === 'files') return '_files';
  return proposal.kind === 'none' ? ' ' : `(${proposal.words.join(' ')})`;
}

function renderFish(program: string, commands: readonly CommandWords[]): string {
  const atFirst = `complete -c ${program} -n __fish_use_subcommand`;
  const lines = [
    `complete -c ${program} -e`,
    `complete -c ${program} -f`,
    `${atFirst} -l help -d 'show all commands'`,
    `${atFirst} -l version -d 'show the version'`,
  ];
  for (const { names, summary, options, args } of commands) {
    for (const own of names) {
      lines.push(`${atFirst} -a ${own} -d ${fishQuoted(summary)}`);
    }
    const within = `complete -c ${program} -n ${fishQuoted(`__fish_seen_subcommand_from ${names.join(' ')}`)}`;
    for (const { flag, summary: does, value } of options) {
      lines.push(`${within} -l ${flag.slice(2)}${fishProposal(value)} -d ${fishQuoted(does)}`);
    }
    const [first] = args;
    if (first?.kind === 'files') lines.push(`${within} -F`);
    if (first?.kind === 'words') lines.push(`${within} -a ${fishQuoted(first.words.join(' '))}`);
  }
  return `${lines.join('\n')}\n`;
}

function fishProposal(value: OptionWord['value']): string {
  if (value === undefined) return '';
  if (value.kind === 'words') return ` ${value.isOptional ? '-f' : '-x'} -a ${fishQuoted(value.words.join(' '))}`;
  return value.kind === 'files' ? ' -r -F' : value.isOptional ? '' : ' -x';
}

function renderPowershell(program: string, commands: readonly CommandWords[]): string {
  const list = (words: readonly string[]) => `@(${words.map(powershellQuoted).join(', ')})`;
  const table = commands.flatMap(({ names, options, args }) => {
    const values = options
      .filter(({ value }) => value !== undefined)
      .map(({ flag, value }) => `${powershellQuoted(flag)} = ${list(value?.kind === 'words' ? value.words : [])}`);
    const first = args[0]?.kind === 'words' ? args[0].words : [];
    const entry = `@{ Flags = ${list(options.map(({ flag }) => flag))}; Values = @{ ${values.join('; ')} }; Words = ${list(first)} }`;
    return names.map((own) => `    ${powershellQuoted(own)} = ${entry}`);
  });
  return `Register-ArgumentCompleter -Native -CommandName ${powershellQuoted(program)} -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $commands = [ordered]@{
${table.join('\n')}
  }
  $typed = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { $_.ToString() })
  $command = $typed | Select-Object -Skip 1 | Where-Object { -not $_.StartsWith('-') } | Select-Object -First 1
  $known = if ($command) { $commands[$command] }
  $last = $typed | Select-Object -Last 1
  $words = if (-not $command) { @($commands.Keys) + '--help' + '--version' }
    elseif (-not $known) { @() }
    elseif ($wordToComplete.StartsWith('-')) { $known.Flags }
    elseif ($last -and $known.Values.ContainsKey($last)) { $known.Values[$last] }
    else { $known.Words }
  # Where nothing is proposed, PowerShell proposes files.
  $words | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}
`;
}

function functionName(program: string): string {
  return program.replace(/[^A-Za-z0-9_]/g, '_');
}

/** Within single quotes a shell takes everything as it is. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function fishQuoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

function powershellQuoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
