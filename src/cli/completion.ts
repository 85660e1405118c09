/** `aidr completion SHELL`: a script that completes commands and options, made from the commands themselves. */
import type { Command } from "commander";
import { didYouMean } from "../diagnostics/suggest.ts";
import type { Context } from "./context.ts";
import { exitCodes } from "./exit.ts";
import { misuse } from "./usage-error.ts";

type Entry = {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly { readonly long: string; readonly summary: string }[];
};

export function declareCompletion(program: Command, context: Context, finish: (code: number) => void): void {
  program
    .command("completion")
    .description("print a completion script for a shell")
    .argument("<shell>", "bash, zsh or fish")
    .action((shell: string) => {
      context.stdout.write(script(shell, program));
      finish(exitCodes.done);
    });
}

function script(shell: string, program: Command): string {
  const make = Object.hasOwn(scripts, shell) ? scripts[shell] : undefined;
  if (!make)
    throw misuse(`there is no completion for \`${shell}\``, [...didYouMean(shell, Object.keys(scripts)), "shells: bash, zsh, fish"]);
  return make(entriesOf(program), optionsOf(program));
}

function entriesOf(program: Command): Entry[] {
  return program.commands.map((command) => ({ name: command.name(), summary: command.description(), options: optionsOf(command) }));
}

function optionsOf(command: Command): Entry["options"] {
  return command.options.flatMap((option) => (option.long ? [{ long: option.long, summary: option.description }] : []));
}

const scripts: Readonly<Record<string, (entries: readonly Entry[], shared: Entry["options"]) => string>> = { bash, zsh, fish };

function bash(entries: readonly Entry[], shared: Entry["options"]): string {
  const cases = entries.map(
    (entry) => `    ${entry.name}) words="${[...entry.options, ...shared].map((option) => option.long).join(" ")}" ;;`,
  );
  return `# aidr completion for bash: source this file, or put it into /etc/bash_completion.d
_aidr() {
  local current="\${COMP_WORDS[COMP_CWORD]}" words=""
  case "\${COMP_WORDS[1]}" in
${cases.join("\n")}
  esac
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${entries.map((entry) => entry.name).join(" ")} help" -- "$current"))
  elif [[ "$current" == -* ]]; then
    COMPREPLY=($(compgen -W "$words" -- "$current"))
  else
    COMPREPLY=($(compgen -f -- "$current"))
  fi
}
complete -o filenames -F _aidr aidr
`;
}

function zsh(entries: readonly Entry[], shared: Entry["options"]): string {
  const commands = entries.map((entry) => `    '${entry.name}:${quoteZsh(entry.summary)}'`);
  const cases = entries.map((entry) => {
    const options = [...entry.options, ...shared].map((option) => `'${option.long}[${quoteZsh(option.summary)}]'`);
    return `    ${entry.name}) _arguments ${[...options, "'*:file:_files'"].join(" ")} ;;`;
  });
  return `#compdef aidr
_aidr() {
  local -a commands
  commands=(
${commands.join("\n")}
  )
  if (( CURRENT == 2 )); then
    _describe 'command' commands
    return
  fi
  local command="\${words[2]}"
  shift words
  (( CURRENT-- ))
  case "$command" in
${cases.join("\n")}
  esac
}
if [ "$funcstack[1]" = "_aidr" ]; then _aidr "$@"; else compdef _aidr aidr; fi
`;
}

function fish(entries: readonly Entry[], shared: Entry["options"]): string {
  const names = entries.map((entry) => entry.name).join(" ");
  const lines = entries.flatMap((entry) => [
    `complete -c aidr -n "not __fish_seen_subcommand_from ${names}" -f -a ${entry.name} -d '${quoteFish(entry.summary)}'`,
    ...[...entry.options, ...shared].map(
      (option) =>
        `complete -c aidr -n "__fish_seen_subcommand_from ${entry.name}" -l ${option.long.slice(2)} -d '${quoteFish(option.summary)}'`,
    ),
  ]);
  return `# aidr completion for fish: save as ~/.config/fish/completions/aidr.fish\n${lines.join("\n")}\n`;
}

function quoteZsh(text: string): string {
  return text.replace(/'/g, "'\\''").replace(/[[\]:]/g, "\\$&");
}

function quoteFish(text: string): string {
  return text.replace(/[\\']/g, "\\$&");
}
