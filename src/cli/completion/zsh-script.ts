import { knownPaths, valueCases } from './case-patterns.js';
import { type CompletedCommand, type OptionValues } from './completed-words.js';

/** What `source <(zoho-sync completion zsh)` reads; also as a file `_zoho-sync` in a folder of `fpath`. */
export function zshScript(commands: readonly CompletedCommand[]): string {
  return `#compdef zoho-sync
# Completion of zoho-sync in zsh: source <(zoho-sync completion zsh), after compinit
_zoho_sync() {
  local reached='' at
  local -a words_next flags_next
  for ((at = 2; at < CURRENT; at++)); do
    case "$reached $words[at]" in
      (${knownPaths(commands)}) reached="\${reached:+$reached }$words[at]" ;;
    esac
  done
  case "$reached $words[CURRENT-1]" in
${valueCases(commands, valueCase)}
  esac
  case "$reached" in
${commands.map(wordsCase).join('\n')}
  esac
  if [[ $words[CURRENT] == -* || \${#words_next} -eq 0 ]]; then
    _describe 'option' flags_next
  else
    _describe 'word' words_next
  fi
}
if [[ $funcstack[1] == _zoho-sync ]]; then _zoho_sync "$@"; else compdef _zoho_sync zoho-sync; fi
`;
}

function valueCase(path: string, name: string, values: OptionValues): string {
  const label = `    ('${path} ${name}')`;
  if (values === 'files') return `${label} _files; return ;;`;
  if (values.length === 0) return `${label} return ;;`;
  return `${label} _values -s , value ${values.join(' ')}; return ;;`;
}

function wordsCase({ path, commands, options, argument }: CompletedCommand): string {
  const words = [
    ...commands.map(({ name, about }) => described(name, about)),
    ...(argument === 'files' ? [] : argument),
  ];
  const flags = options.map(({ name, about }) => described(name, about));
  return [
    `    ('${path}')`,
    `      words_next=(${words.join(' ')})`,
    `      flags_next=(${flags.join(' ')}) ;;`,
  ].join('\n');
}

/** `name:about`, in which a colon would begin what it is about. */
function described(name: string, about: string): string {
  return `'${name}:${about.replaceAll("'", "'\\''").replaceAll(':', '\\:')}'`;
}
