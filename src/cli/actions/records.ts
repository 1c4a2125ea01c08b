import { wholeView } from '../../crm/view.js';
import { AskedRecord, type RecordAnswer } from '../../asking/asked-record.js';
import { Asking } from '../../asking/asking.js';
import { type ErasureAnswer, erasureAnswer } from '../../erasure/erasure-answer.js';
import { Erasure } from '../../erasure/erasure.js';
import { asked } from '../context/asked.js';
import { withContext } from '../context/cli-context.js';
import { nameOf, syncedModule } from '../options/module-option.js';
import { confirmed } from '../output/confirm.js';
import { foundOutput } from '../output/found-output.js';
import { print, printable } from '../output/output.js';

interface EraseOptions {
  readonly untilChanged?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

const eraseWithinMs = 60_000;

interface ShowOptions {
  readonly json?: boolean;
  readonly live?: boolean;
  readonly maxAge?: number;
}

interface RelatedOptions {
  readonly json?: boolean;
  readonly module?: readonly string[];
  readonly maxAge?: number;
}

export async function showRecord(
  module: string,
  id: string,
  { live, maxAge, json }: ShowOptions,
): Promise<void> {
  const answer = await asked((context) => {
    const question = { module: nameOf(module, context.settings), id, live, max_age: maxAge };
    return context.get(AskedRecord).get(question, wholeView);
  });
  print({ json: answer, text: recordText(answer) }, json === true);
}

export async function showRelated(
  module: string,
  id: string,
  options: RelatedOptions,
): Promise<void> {
  const { module: names, maxAge, json } = options;
  const answer = await asked((context) => {
    const modules = names?.map((name) => nameOf(name, context.settings));
    const about = { module: nameOf(module, context.settings), id };
    return context.get(Asking).related({ ...about, modules, max_age: maxAge }, wholeView);
  });
  print(foundOutput(answer, answer.records), json === true);
}

/** Forgets a record for good, once a person agreed. */
export async function eraseRecord(
  module: string,
  id: string,
  options: EraseOptions,
): Promise<void> {
  const answer = await withContext(async (context) => {
    const ref = { module: syncedModule(module, context.settings).module, id };
    const question = `This erases all that is kept of ${ref.module}/${id}, and nothing but \`zoho-sync sync record\` brings it back.`;
    await confirmed(question, options.yes === true);
    const untilChanged = options.untilChanged === true;
    return erasureAnswer(
      await context.get(Erasure).erase(ref, { untilChanged, withinMs: eraseWithinMs }),
    );
  });
  print({ json: answer, text: erasureText(answer) }, options.json === true);
  if (!answer.complete) process.exitCode = 1;
}

function recordText(record: RecordAnswer): string {
  const { answer, key, in_memory: isHeld, version, live } = record;
  const { behind_since: behind, last_error: error } = record;
  const rows = [
    ['Record', key],
    ['In memory', isHeld ? `yes, version ${version ?? 'unknown'}` : 'no'],
    ...(live === null ? [] : [['In the CRM', liveText(live)]]),
    ['Received', withRequest(record)],
    ['Written', record.written_at ?? '-'],
    ['Synced', syncText(record)],
    ['Belongs to', record.parent ?? '-'],
    ['Pending', pendingText(record)],
    ['Behind', behind === null ? 'no' : `since ${behind}`],
    ['Proved', record.freshness.proved_through ?? 'not known'],
    ['Last error', error ?? 'none'],
  ];
  const lines = rows.map(([name = '', value = '']) => `${name.padEnd(12)}${printable(value)}`);
  return [printable(answer), '', ...lines, '', printable(record.document ?? '')]
    .join('\n')
    .trimEnd();
}

function liveText({ status, version, equal, reason }: NonNullable<RecordAnswer['live']>): string {
  if (status === 'unknown') return `not known: ${reason ?? ''}`;
  const there = status === 'gone' ? 'gone' : `version ${version ?? 'unknown'}`;
  return `${there}; memory ${equal === true ? 'is equal' : 'DIFFERS'}`;
}

function withRequest({ received_at, request_id }: RecordAnswer): string {
  if (received_at === null) return '-';
  return request_id === null
    ? `${received_at}, not by a delivery`
    : `${received_at}, request ${request_id}`;
}

function syncText({ synced_at, outcome }: RecordAnswer): string {
  return synced_at === null ? '-' : `${synced_at}: ${outcome ?? ''}`;
}

function pendingText({ pending, attempts }: RecordAnswer): string {
  if (pending === null) return 'nothing';
  return attempts === 0 ? pending : `${pending}, ${attempts} failed`;
}

function erasureText(answer: ErasureAnswer): string {
  const removed = Object.entries(answer.removed).filter(([, was]) => was);
  const list = (items: readonly string[]): string => items.join(', ') || 'nothing';
  return [
    answer.complete
      ? `${answer.key} is erased.`
      : `${answer.key} is being erased: no worker has finished it yet (is one running?). Nothing brings it back meanwhile.`,
    '',
    `Removed         ${list(removed.map(([what]) => what.replaceAll('_', ' ')))}`,
    `Still named in  ${list(answer.still_named_in)}`,
    ...answer.kept.map((each) => `Still held by   ${each}`),
  ].join('\n');
}
