import { type Weighed } from './candidates.js';
import { soughtText } from './ranking.js';
import { plainWords, seam } from './searchable-text.js';

const mostLines = 400;
/** So much of a line is looked at: the expressions below are worse than linear in it. */
const lookedAt = 4000;
const excerptLength = 320;
const lineLength = 200;
const beforeMatch = 60;

/** What every document begins with, and says again of itself, and what an empty section says. */
const boilerplate = /^(?:# |Zoho CRM record |None\.$)/;
const nameLine =
  /^- (?:Account name|Deal name|First name|Last name|Subject|Meeting title|Note title): /;

/**
 * The lines of a document that say what was asked for, the most telling of them, in the order in which they stand;
 * without its title and what only repeats it. Plain text on one line.
 */
export function excerptOf(body: string, asked: readonly Weighed[]): string {
  const lines = body
    .split('\n', mostLines)
    .filter((line) => line.trim() !== '' && !boilerplate.test(line) && !nameLine.test(line))
    .map((line, index) => ({ line: line.slice(0, lookedAt), index }))
    .map((each) => ({ ...each, score: lineScore(each.line, asked) }));
  const telling = lines.filter(({ score }) => score > 0);
  const ranked = [...telling].sort(
    (one, other) => other.score - one.score || one.index - other.index,
  );
  const rest = lines.filter(({ score }) => score === 0);
  const chosen: typeof lines = [];
  let length = 0;
  for (const each of [...ranked, ...rest]) {
    const size = Math.min(plainLine(each.line).length, lineLength) + 2;
    if (length + size > excerptLength && chosen.length > 0) continue;
    chosen.push(each);
    length += size;
  }
  return chosen
    .sort((one, other) => one.index - other.index)
    .reduce((text, { line }) => {
      const shown = cutAround(plainLine(line), asked);
      // Facts are set apart; the lines of a paragraph go on.
      const seamText = line.startsWith('- ') ? '; ' : ' ';
      return text === '' || shown === '' ? `${text}${shown}` : `${text}${seamText}${shown}`;
    }, '');
}

function lineScore(line: string, asked: readonly Weighed[]): number {
  const words = plainWords(line);
  return asked.reduce((sum, { wordings, weight }) => {
    const says = wordings.filter((wording) => words.includes(soughtText(wording)));
    return sum + weight * Math.max(0, ...says.map((wording) => wording.weight));
  }, 0);
}

/** A long line is cut to what stands around the first match. */
function cutAround(line: string, asked: readonly Weighed[]): string {
  if (line.length <= lineLength) return line;
  const folded = line.toLowerCase();
  const places = asked
    .flatMap(({ wordings }) =>
      wordings.map(({ words }) => folded.indexOf((words[0] ?? '').toLowerCase())),
    )
    .filter((place) => place >= 0);
  const from = Math.max(0, Math.min(...(places.length === 0 ? [0] : places)) - beforeMatch);
  const start = from === 0 ? 0 : line.indexOf(' ', from) + 1;
  const end = start + lineLength;
  return `${start > 0 ? '…' : ''}${line.slice(start, end)}${end < line.length ? '…' : ''}`;
}

/** A piece of Markdown as plain text on one line. */
export function plainLine(markdown: string): string {
  return markdown
    .replaceAll(seam, '')
    .replace(/!?\[([^\]]*)\]\([^)\s]*\)/g, '$1')
    .replace(/^[ \t]*(?:#{1,6}|>|[-*+])[ \t]+/gm, '')
    .replace(/(?<!\\)(?:\*\*|`+)/g, '')
    .replace(/\\([!-/:-@[-`{-~])/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();
}
