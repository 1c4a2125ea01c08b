import { type Command } from 'commander';

import { type CrmModule, isCrmModule, moduleFromName } from '../../crm/modules.js';
import { isRecordId, recordKey } from '../../crm/record-ref.js';
import { Ledger } from '../../ledger/ledger.js';
import { MemorySink } from '../../memory/memory-sink.js';
import { DeadLetters } from '../../queue/dead-letters.js';
import { RecordQueues } from '../../queue/record-queues.js';
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

interface Explanation {
  readonly key: string;
  readonly inMemory: boolean;
  readonly version: string | null;
  readonly writtenAt: string | null;
  readonly parent: string | null;
  readonly pending: string | null;
  readonly lastError: string | null;
  readonly document: string | null;
}

async function show(context: CliContext, module: CrmModule, id: string): Promise<Output> {
  const ref = { module, id };
  const [document, entry, deadLetter, pending] = await Promise.all([
    context.get(MemorySink).get(recordKey(ref)),
    context.get(Ledger).get(ref),
    context.get(DeadLetters).get(ref),
    context.get(RecordQueues).pending(ref),
  ]);
  const explanation: Explanation = {
    key: recordKey(ref),
    inMemory: document !== undefined,
    version: timeText(document?.version),
    writtenAt: timeText(document?.storedAtMs),
    parent: entry?.parent === undefined ? null : recordKey(entry.parent),
    pending: pending ?? null,
    lastError: deadLetter === undefined ? null : `${deadLetter.code}: ${deadLetter.message}`,
    document: document?.body ?? null,
  };
  return { json: explanation, text: textOf(explanation) };
}

function textOf(explanation: Explanation): string {
  const { key, inMemory, version, writtenAt, parent, pending, lastError } = explanation;
  const lines = [
    `Record      ${key}`,
    `In memory   ${inMemory ? `yes, version ${version ?? 'unknown'}` : 'no'}`,
    `Written     ${writtenAt ?? '-'}`,
    `Belongs to  ${parent ?? '-'}`,
    `Pending     ${pending ?? 'nothing'}`,
    `Last error  ${lastError ?? 'none'}`,
  ];
  return [...lines, '', printable(explanation.document ?? '')].join('\n').trimEnd();
}

function timeText(epochMs: number | undefined): string | null {
  return epochMs === undefined || epochMs === 0 ? null : new Date(epochMs).toISOString();
}
