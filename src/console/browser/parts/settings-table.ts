import { type AnsweredProcess } from '../../../examination/processes-answer.js';
import { type Child, el } from '../dom.js';
import { dataTable, tag } from './shown.js';

interface Variable {
  readonly name: string;
  /** What it is set to, and the processes in which it is; one where all agree. */
  readonly values: readonly { readonly text: string; readonly where: readonly string[] }[];
}

/** Whether these are the same, nobody tells. */
const secret = '(secret)';
const notSet = 'by default';

/** These are another one for each process, and mean nothing by that. */
const own = ['ROLE', 'PORT', 'HOST'];

/** What is set, and where processes are set otherwise than others. */
export function settingsTable(processes: readonly AnsweredProcess[]): Child {
  const telling = processes.filter(({ settings }) => settings !== null);
  const variables = variablesOf(telling);
  if (variables.length === 0) return el('p', {}, 'No process tells what is set.');
  return dataTable<Variable>(
    'Settings',
    [
      { title: 'Variable', cell: ({ name }) => el('code', {}, name) },
      { title: 'Value', cell: ({ values }) => el('div.value', {}, ...values.map(valueOf)) },
      {
        title: 'Same in all',
        cell: ({ name, values }) => {
          if (values.some(({ text }) => text === secret)) return '–';
          if (values.length === 1) return 'yes';
          return own.includes(name) ? 'no' : tag('warn', 'no');
        },
      },
    ],
    variables,
  );
}

function valueOf({ text, where }: Variable['values'][number]): HTMLElement {
  const place = where.length === 0 ? null : el('span.quiet', {}, ` ${where.join(', ')}`);
  return el('p', {}, text, place);
}

/** By name. */
function variablesOf(processes: readonly AnsweredProcess[]): readonly Variable[] {
  const names = new Set(
    processes.flatMap(({ settings }) => settings?.map(({ name }) => name) ?? []),
  );
  return [...names].sort().map((name) => {
    const byText = new Map<string, string[]>();
    for (const { role, host, pid, settings } of processes) {
      const found = settings?.find((each) => each.name === name);
      const text = found === undefined ? notSet : (found.text ?? secret);
      byText.set(text, [...(byText.get(text) ?? []), `${role} ${host}:${pid}`]);
    }
    const values = [...byText].map(([text, where]) => ({ text, where }));
    const [only] = values;
    const isSame = values.length === 1 && only !== undefined;
    return { name, values: isSame ? [{ text: only.text, where: [] }] : values };
  });
}
