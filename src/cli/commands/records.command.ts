import { type Command } from 'commander';

import { type CrmModule, isCrmModule, moduleFromName } from '../../crm/modules.js';
import { isRecordId } from '../../crm/record-ref.js';
import {
  type RecordExplanation,
  RecordExplanations,
} from '../../reconciliation/record-explanations.js';
import { type CliContext, withContext } from '../cli-context.js';
import { type Output, print, printable } from '../output.js';
import { UsageError } from '../usage-error.js';

export function addRecordCommands(program: Command): void {
  const records = program.command('records').description('single records');
  records
    .command('show <module> <id>')
    .description('what memory holds of a record, what is pending, and its last error')
    .option('--json', 'for programs')
    .action(async (module: string, id: string, options: { json?: boolean }) => {
      const name = moduleNamed(module);
      if (!isRecordId(id)) throw new UsageError(`Not a record id: ${String(id)}`);
      print(await withContext((context) => show(context, name, id)), options.json === true);
    });
}

/** The module a person means. @throws UsageError naming those there are */
export function moduleNamed(name: string): CrmModule {
  const found = moduleFromName(name)?.module;
  if (isCrmModule(found)) return found;
  throw new UsageError(
    `There is no module ${name}: use Accounts, Contacts, Deals, Tasks, Notes or Activities.`,
  );
}

async function show(context: CliContext, module: CrmModule, id: string): Promise<Output> {
  const explanation = await context.get(RecordExplanations).of(module, id);
  return { json: explanation, text: textOf(explanation) };
}

function textOf(explanation: RecordExplanation): string {
  const { key, inMemory, version, writtenAt, parent, pending, behindSince, lastError } =
    explanation;
  const lines = [
    `Record      ${key}`,
    `In memory   ${inMemory ? `yes, version ${version ?? 'unknown'}` : 'no'}`,
    `Written     ${writtenAt ?? '-'}`,
    `Belongs to  ${parent ?? '-'}`,
    `Pending     ${pending ?? 'nothing'}`,
    `Behind      ${behindSince === null ? 'no' : `since ${behindSince}`}`,
    `Last error  ${lastError ?? 'none'}`,
  ];
  return [...lines, '', printable(explanation.document ?? '')].join('\n').trimEnd();
}
