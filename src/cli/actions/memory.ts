import { wholeView } from '../../crm/view.js';
import { type AggregateAnswer, Asking } from '../../asking/asking.js';
import { AppError, retryNever } from '../../kernel/app-error.js';
import { type MemoryAnswer, MemorySink } from '../../memory/memory-sink.js';
import { asked } from '../context/asked.js';
import { withContext } from '../context/cli-context.js';
import { nameOf } from '../options/module-option.js';
import { ageText, foundOutput } from '../output/found-output.js';
import { type Output, print, printable, table } from '../output/output.js';
import { type GivenCondition, givenOrder } from '../options/where-option.js';

interface SearchOptions {
  readonly json?: boolean;
  readonly limit: number;
  readonly module?: readonly string[];
  readonly maxAge?: number;
}

interface FindOptions extends Omit<SearchOptions, 'module'> {
  readonly where?: readonly GivenCondition[];
  readonly orderBy?: readonly string[];
  readonly cursor?: string;
}

interface AggregateOptions {
  readonly json?: boolean;
  readonly measure: string;
  readonly field?: string;
  readonly groupBy?: readonly string[];
  readonly where?: readonly GivenCondition[];
}

export async function searchMemory(
  words: readonly string[],
  options: SearchOptions,
): Promise<void> {
  const { limit, maxAge, module: names } = options;
  const answer = await asked((context) => {
    const modules = names?.map((name) => nameOf(name, context.settings));
    const question = { query: words.join(' '), limit, max_age: maxAge, modules };
    return context.get(Asking).search(question, wholeView);
  });
  print(foundOutput(answer, answer.hits), options.json === true);
}

export async function findRecords(module: string, options: FindOptions): Promise<void> {
  const { where, limit, cursor, maxAge, orderBy } = options;
  const asks = { where, order_by: givenOrder(orderBy), limit, cursor, max_age: maxAge };
  const answer = await asked((context) =>
    context.get(Asking).find({ module: nameOf(module, context.settings), ...asks }, wholeView),
  );
  print(foundOutput(answer, answer.records), options.json === true);
}

export async function aggregateRecords(module: string, options: AggregateOptions): Promise<void> {
  const { measure, field, groupBy, where } = options;
  const asks = { measure, field, group_by: groupBy, where };
  const answer = await asked((context) =>
    context.get(Asking).aggregate({ module: nameOf(module, context.settings), ...asks }, wholeView),
  );
  print(aggregateOutput(answer, groupBy ?? []), options.json === true);
}

/** Puts a question to a memory that has a language model. */
export async function askMemory(
  words: readonly string[],
  { json }: { readonly json?: boolean },
): Promise<void> {
  const question = words.join(' ');
  const answer = await withContext((context) => answered(context.get(MemorySink), question));
  print(answerOutput(answer), json === true);
}

function aggregateOutput(answer: AggregateAnswer, groupBy: readonly string[]): Output {
  const rows = answer.groups.map(({ group, value, count, currency }) => [
    ...groupBy.map((name) => String(group[name] ?? '-')),
    `${value ?? '-'}${currency === undefined || currency === null ? '' : ` ${currency}`}`,
    String(count),
  ]);
  const text =
    rows.length === 0
      ? 'Nothing in memory matches.'
      : table([...groupBy, 'Value', 'Records'], rows);
  return { json: answer, text: [text, '', ageText(answer)].join('\n') };
}

async function answered(memory: MemorySink, question: string): Promise<MemoryAnswer | undefined> {
  if (memory.answer !== undefined) return memory.answer(question);
  const message =
    'This memory has no language model: `zoho-sync memory search` finds documents by their words';
  throw new AppError('memory.unsupported', message, { retry: retryNever });
}

function answerOutput(answer: MemoryAnswer | undefined): Output {
  if (answer === undefined) return { json: null, text: 'Memory has no answer yet.' };
  const sources = answer.hits.map(({ title }) => `  ${printable(title)}`);
  const from =
    sources.length === 0 ? [] : ['', 'The documents nearest to the question:', ...sources];
  return { json: answer, text: [printable(answer.text), ...from].join('\n') };
}
