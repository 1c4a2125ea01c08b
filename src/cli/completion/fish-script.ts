import { type CompletedCommand, type CompletedOption } from './completed-words.js';

/** What `zoho-sync completion fish | source` reads. */
export function fishScript(commands: readonly CompletedCommand[]): string {
  const paths = commands.map(({ path }) => path).filter((path) => path !== '');
  const known = paths.map((path) => quoted(path.includes(' ') ? path : ` ${path}`));
  return `# Completion of zoho-sync in fish: zoho-sync completion fish | source
function __zoho_sync_at
  set -l reached ''
  for word in (commandline -opc)[2..-1]
    if contains -- "$reached $word" ${known.join(' ')}
      set reached (string trim -- "$reached $word")
    end
  end
  test "$reached" = "$argv[1]"
end
complete -c zoho-sync -f
${commands.flatMap(lines).join('\n')}
`;
}

function lines({ path, commands, options, argument }: CompletedCommand): readonly string[] {
  const at = `complete -c zoho-sync -n ${quoted(`__zoho_sync_at ${quoted(path)}`)}`;
  const words =
    argument === 'files' || argument.length === 0 ? [] : [`${at} -a '${argument.join(' ')}'`];
  return [
    ...commands.map(({ name, about }) => `${at} -a ${name} -d ${quoted(about)}`),
    ...words,
    ...options.map((option) => `${at} ${optionText(option)}`),
  ];
}

function optionText({ name, about, values }: CompletedOption): string {
  const text = `-l ${name.replace(/^--/, '')} -d ${quoted(about)}`;
  if (values === undefined) return text;
  if (values === 'files') return `${text} -r -F`;
  return values.length === 0 ? `${text} -x` : `${text} -x -a '${values.join(' ')}'`;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
