import { styled } from '../src/cli/output/styled.js';
import { wrapped } from '../src/cli/output/layout.js';

/** As wide as every new terminal. */
const columns = 80;
const labelWidth = 13;

/** Prints a heading, in bold where the terminal shows it. */
export function heading(text: string): void {
  console.log(`\n${styled('bold', text)}`);
}

/** Prints a text in lines that fit the page, each after as many spaces; dim where the terminal shows it. */
export function aside(text: string, indent = 4): void {
  for (const line of lines(text, indent)) console.log(styled('dim', line));
}

/** Prints a text in lines that fit the page, each after as many spaces. */
export function say(text: string, indent = 0): void {
  for (const line of lines(text, indent)) console.log(line);
}

/** Prints a name and what is said of it. An address is printed whole: cut in two, nobody can open it. */
export function entry(label: string, text: string): void {
  const room = columns - labelWidth;
  const words = text.split(' ');
  const parts = words.some((word) => word.length > room) ? [text] : wrapped(text, room);
  const [first = '', ...further] = parts;
  console.log(`  ${label.padEnd(labelWidth - 2)}${first}`);
  for (const part of further) console.log(`${' '.repeat(labelWidth)}${part}`);
}

/** Prints a numbered sentence, and at the end of its last line how long it took. */
export function timed(number: number, sentence: string, tookMs: number): void {
  const parts = wrapped(sentence, 64);
  parts.forEach((part, index) => {
    const start = index === 0 ? `${String(number).padStart(2)}. ` : '    ';
    const end = index === parts.length - 1 ? `${String(tookMs).padStart(9)} ms` : '';
    console.log(`${start}${end === '' ? part : part.padEnd(64)}${end}`);
  });
}

/** The heading of what `timed` prints. */
export function timedHeading(left: string, right: string): void {
  heading(`${left}${right.padStart(columns - left.length)}`);
}

/** Prints as much of a line as fits after so many spaces, with an ellipsis where something is left out. */
export function sayShort(line: string, indent: number): void {
  const room = columns - indent;
  const all = Array.from(line);
  const whole = widthOf(all) <= room;
  while (!whole && widthOf(all) > room - 2) all.pop();
  console.log(`${' '.repeat(indent)}${all.join('').trimEnd()}${whole ? '' : ' …'}`);
}

/** Chinese, Japanese and Korean characters take two columns of a terminal. */
function widthOf(characters: readonly string[]): number {
  const wide = characters.filter((each) =>
    /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\uff60]/.test(each),
  );
  return characters.length + wide.length;
}

/** What a list's item has beyond its first line begins where its text did. */
function lines(text: string, indent: number): readonly string[] {
  return text.split('\n').flatMap((line) => {
    const further = line.startsWith('- ') ? 2 : 0;
    return wrapped(line, columns - indent - further).map((part, index) =>
      `${' '.repeat(index === 0 ? indent : indent + further)}${part}`.trimEnd(),
    );
  });
}
