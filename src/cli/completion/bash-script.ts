import { knownPaths, valueCases } from './case-patterns.js';
import { type CompletedCommand, type OptionValues } from './completed-words.js';

/** What `source <(zoho-sync completion bash)` reads. */
export function bashScript(commands: readonly CompletedCommand[]): string {
  return `# Completion of zoho-sync in bash: source <(zoho-sync completion bash)
_zoho_sync() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]}
  local command='' given='' next='' at
  for ((at = 1; at < COMP_CWORD; at++)); do
    case "$command \${COMP_WORDS[at]}" in
      ${knownPaths(commands)}) command="\${command:+$command }\${COMP_WORDS[at]}" ;;
    esac
  done
  COMPREPLY=()
  case "$command $previous" in
${valueCases(commands, valueCase)}
  esac
  case "$command" in
${commands.map(wordsCase).join('\n')}
  esac
  if [[ $given == values && $current == *,* ]]; then
    COMPREPLY=($(compgen -P "\${current%,*}," -W "$next" -- "\${current##*,}"))
  else
    COMPREPLY=($(compgen -W "$next" -- "$current"))
  fi
}
complete -F _zoho_sync zoho-sync
`;
}

function valueCase(path: string, name: string, values: OptionValues): string {
  const label = `    '${path} ${name}')`;
  if (values === 'files') return `${label} COMPREPLY=($(compgen -f -- "$current")); return ;;`;
  if (values.length === 0) return `${label} return ;;`;
  return `${label} given=values next='${values.join(' ')}' ;;`;
}

function wordsCase({ path, commands, options, argument }: CompletedCommand): string {
  const words = [...commands.map(({ name }) => name), ...(argument === 'files' ? [] : argument)];
  const flags = options.map(({ name }) => name);
  return [
    `    '${path}')`,
    `      if [[ $given == values ]]; then :`,
    `      elif [[ $current == -* ]]; then next='${flags.join(' ')}'`,
    `      else next='${(words.length > 0 ? words : flags).join(' ')}'; fi ;;`,
  ].join('\n');
}
