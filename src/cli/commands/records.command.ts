import { type Command } from 'commander';

import { apiModulesOf } from '../../crm/modules.js';
import { isRecordId, type RecordRef } from '../../crm/record-ref.js';
import {
  type RecordExplanation,
  RecordExplanations,
} from '../../reconciliation/explain/record-explanations.js';
import { type CliContext, withContext } from '../cli-context.js';
import { moduleNamed, syncedModules } from '../module-option.js';
import { type Output, print, printable } from '../output/output.js';
import { UsageError } from '../usage-error.js';

export function addRecordCommands(program: Command): void {
  const records = program.command('records').description('single records');
  records
    .command('show <module> <id>')
    .description('what memory holds of a record, what is pending, and its last error')
    .option('--live', 'ask the CRM too, and compare')
    .option('--json', 'for programs')
    .action(async (module: string, id: string, options: { json?: boolean; live?: boolean }) => {
      const name = moduleNamed(module);
      if (!isRecordId(id)) throw new UsageError(`Not a record id: ${String(id)}`);
      const live = options.live === true;
      const output = await withContext((context) => show(context, { module: name, id }, live));
      print(output, options.json === true);
    });
}

async function show(
  context: CliContext,
  { module, id }: RecordRef,
  live: boolean,
): Promise<Output> {
  syncedModules(apiModulesOf(module), context.settings);
  const explanation = await context.get(RecordExplanations).of(module, id, { live });
  return { json: explanation, text: explanationText(explanation) };
}

function explanationText(explanation: RecordExplanation): string {
  const { answer, key, inMemory, version, live, behindSince, lastError } = explanation;
  const rows = [
    ['Record', key],
    ['In memory', inMemory ? `yes, version ${version ?? 'unknown'}` : 'no'],
    ...(live === null ? [] : [['In the CRM', liveText(live)]]),
    ['Received', withRequest(explanation)],
    ['Written', explanation.writtenAt ?? '-'],
    ['Synced', syncText(explanation)],
    ['Belongs to', explanation.parent ?? '-'],
    ['Pending', pendingText(explanation)],
    ['Behind', behindSince === null ? 'no' : `since ${behindSince}`],
    ['Last error', lastError ?? 'none'],
  ];
  const lines = rows.map(([name = '', value = '']) => `${name.padEnd(12)}${printable(value)}`);
  return [printable(answer), '', ...lines, '', printable(explanation.document ?? '')]
    .join('\n')
    .trimEnd();
}

function liveText({
  status,
  version,
  equal,
  reason,
}: NonNullable<RecordExplanation['live']>): string {
  if (status === 'unknown') return `not known: ${reason ?? ''}`;
  const there = status === 'gone' ? 'gone' : `version ${version ?? 'unknown'}`;
  return `${there}; memory ${equal === true ? 'is equal' : 'DIFFERS'}`;
}

function withRequest({ receivedAt, requestId }: RecordExplanation): string {
  if (receivedAt === null) return '-';
  return requestId === null
    ? `${receivedAt}, not by a delivery`
    : `${receivedAt}, request ${requestId}`;
}

function syncText({ syncedAt, outcome }: RecordExplanation): string {
  return syncedAt === null ? '-' : `${syncedAt}: ${outcome ?? ''}`;
}

function pendingText({ pending, attempts }: RecordExplanation): string {
  if (pending === null) return 'nothing';
  return attempts === 0 ? pending : `${pending}, ${attempts} failed`;
}
