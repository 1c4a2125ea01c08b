import { type Command, InvalidArgumentError } from 'commander';

import { AppError, retryNever } from '../../kernel/app-error.js';
import { type MemoryAnswer, type MemoryHit, MemorySink } from '../../memory/memory-sink.js';
import { withContext } from '../cli-context.js';
import { apiModulesOf } from '../../crm/modules.js';
import { moduleNamed, syncedModules } from '../module-option.js';
import { type Output, print, printable } from '../output/output.js';

interface SearchOptions {
  readonly json?: boolean;
  readonly limit: number;
  readonly module?: string;
}

export function addMemoryCommands(program: Command): void {
  const memory = program.command('memory').description('what the assistant remembers');
  memory
    .command('search <words...>')
    .description('the documents in memory that match best')
    .option('--module <module>', 'only of this module')
    .option('--limit <n>', 'how many at most', atLeastOne, 10)
    .option('--json', 'for programs')
    .action(async (words: readonly string[], options: SearchOptions) => {
      const module = options.module === undefined ? undefined : moduleNamed(options.module);
      const query = {
        text: words.join(' '),
        limit: options.limit,
        ...(module === undefined ? {} : { modules: [module] }),
      };
      const hits = await withContext((context) => {
        if (module !== undefined) syncedModules(apiModulesOf(module), context.settings);
        return context.get(MemorySink).search(query);
      });
      print(outputOf(hits), options.json === true);
    });
  memory
    .command('ask <words...>')
    .description('what the memory makes of a question; only a memory with a language model can')
    .option('--json', 'for programs')
    .action(async (words: readonly string[], { json }: { readonly json?: boolean }) => {
      const question = words.join(' ');
      const answer = await withContext((context) => ask(context.get(MemorySink), question));
      print(answerOutput(answer), json === true);
    });
}

async function ask(memory: MemorySink, question: string): Promise<MemoryAnswer | undefined> {
  if (memory.answer !== undefined) return memory.answer(question);
  const message =
    'This memory has no language model: `memory search` finds documents by their words';
  throw new AppError('memory.unsupported', message, { retry: retryNever });
}

function answerOutput(answer: MemoryAnswer | undefined): Output {
  if (answer === undefined) return { json: null, text: 'Memory has no answer yet.' };
  const sources = answer.hits.map(({ title }) => `  ${printable(title)}`);
  const from =
    sources.length === 0 ? [] : ['', 'The documents nearest to the question:', ...sources];
  return { json: answer, text: [printable(answer.text), ...from].join('\n') };
}

function atLeastOne(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError('It must be 1 or more.');
  return value;
}

function outputOf(hits: readonly MemoryHit[]): Output {
  const text = hits
    .map((hit) => printable(`${hit.title}\n  ${hit.excerpt.replace(/\s+/g, ' ')}`))
    .join('\n\n');
  return { json: hits, text: text === '' ? 'Nothing in memory matches.' : text };
}
