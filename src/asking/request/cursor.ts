import { jsonFrom } from '../../kernel/json.js';
import { sha256 } from '../../kernel/signing.js';
import { wrongQuestion } from '../wrong-question.js';

const mostSkipped = 1_000_000;

/** Where the next page of this very question begins. */
export function cursorAt(offset: number, question: unknown): string {
  return Buffer.from(JSON.stringify([offset, markOf(question)])).toString('base64url');
}

/** How many records a cursor passes over. @throws AppError `ask.wrong` for one of another question */
export function offsetOf(cursor: unknown, question: unknown): number {
  if (cursor === undefined || cursor === null) return 0;
  const text = typeof cursor === 'string' && cursor.length < 200 ? cursor : '';
  const read = jsonFrom(Buffer.from(text, 'base64url').toString('utf8'));
  const [offset, mark] = Array.isArray(read) ? (read as readonly unknown[]) : [];
  const isOffset = Number.isInteger(offset) && Number(offset) > 0 && Number(offset) <= mostSkipped;
  if (isOffset && mark === markOf(question)) return Number(offset);
  throw wrongQuestion('cursor must be the next_cursor of the same question; leave it out to begin');
}

function markOf(question: unknown): string {
  return sha256(JSON.stringify(question)).toString('hex').slice(0, 16);
}
