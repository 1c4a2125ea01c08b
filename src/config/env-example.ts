import { type SettingsSection, type Variable, variablesIn } from './variable.js';

const width = 120;
const head =
  'Copy to `.env` and fill in what is needed: WEBHOOK_SECRET and a Redis. An empty variable counts as unset, and the ' +
  "process's own environment wins over the file. Values shown without `#` are the defaults; a line `# NAME=...` is a " +
  'variable without a default, some with an example.';

/** The text of `.env.example`. */
export function envExample(sections: readonly SettingsSection[]): string {
  const parts = sections.map(({ title, variables }) => {
    const rule = `# --- ${title} `.padEnd(width - 1, '-');
    return [rule, '', ...variablesIn(variables).flatMap(linesOf)];
  });
  return [comment(head), ...parts.map((lines) => lines.join('\n'))].join('\n\n') + '\n';
}

function linesOf({ name, purpose, extras }: Variable<unknown>): readonly string[] {
  const { default: value = '', example = '' } = extras;
  return [comment(purpose), value === '' ? `# ${name}=${example}` : `${name}=${value}`];
}

/** As many lines as the text takes. */
function comment(text: string): string {
  const lines = text.split(' ').reduce<readonly string[]>((before, word) => {
    const last = before.at(-1);
    if (last === undefined || last.length + 1 + word.length > width)
      return [...before, `# ${word}`];
    return [...before.slice(0, -1), `${last} ${word}`];
  }, []);
  return lines.join('\n');
}
