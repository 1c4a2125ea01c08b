import { styled } from '../src/cli/output/styled.js';
import { say } from './page.js';

const indent = 6;

/** Prints a document as memory has it. */
export function showDocument(body: string): void {
  for (const line of linesOf(body)) say(line, indent);
}

/** Prints which lines of a document went, and which came. */
export function showChange(before: string, after: string): void {
  const [old, now] = [linesOf(before), linesOf(after)];
  const sign = (line: string, mark: string): string => `${mark} ${line.replace(/^- /, '')}`;
  const gone = old.filter((line) => !now.includes(line)).map((line) => sign(line, '-'));
  const come = now.filter((line) => !old.includes(line)).map((line) => sign(line, '+'));
  for (const line of gone) say(styled('red', line), indent);
  for (const line of come) say(styled('green', line), indent);
}

function linesOf(body: string): readonly string[] {
  return body.split('\n').filter((line) => line.trim() !== '');
}
