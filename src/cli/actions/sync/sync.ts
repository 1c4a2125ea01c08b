import { recordKey } from '../../../crm/record-ref.js';
import { RecordRequests } from '../../../reconciliation/record-requests.js';
import { type SweepReport, Sweeps } from '../../../reconciliation/sweep/sweeps.js';
import { type CliContext, needsZoho, withContext } from '../../context/cli-context.js';
import { syncedModule, syncedModules } from '../../options/module-option.js';
import { type Output, print, table } from '../../output/output.js';
import { ProgressLine } from '../../output/progress-line.js';

interface SyncOptions {
  readonly module?: readonly string[];
  readonly json?: boolean;
}

export async function sweepModified(options: SyncOptions): Promise<void> {
  const reports = await withContext((context) => sweep(context, options));
  print(outputOf(reports), options.json === true);
  if (reports.some(({ status }) => status !== 'swept')) process.exitCode = 1;
}

/** Queues one record, also one that was erased. */
export async function syncRecord(
  module: string,
  id: string,
  options: { readonly json?: boolean },
): Promise<void> {
  const { key, wasErased } = await withContext(async (context) => {
    const ref = { module: syncedModule(module, context.settings).module, id };
    return { key: recordKey(ref), ...(await context.get(RecordRequests).sync(ref)) };
  });
  const again = wasErased ? ' It was erased, and comes back because you asked for it.' : '';
  const json = { key, queued: true, wasErased };
  print({ json, text: `${key} is queued.${again}` }, options.json === true);
}

async function sweep(context: CliContext, options: SyncOptions): Promise<readonly SweepReport[]> {
  needsZoho(context);
  const apis = syncedModules(options.module, context.settings);
  const line = new ProgressLine();
  try {
    return await context.get(Sweeps).run(apis, (api, records) => {
      line.show(`${api}: ${records} records`);
    });
  } finally {
    line.clear();
  }
}

function outputOf(reports: readonly SweepReport[]): Output {
  const rows = reports.map(({ api, status, modified, deleted, reason }) => [
    api,
    String(modified),
    String(deleted),
    reason === undefined ? status : `${status}: ${reason}`,
  ]);
  return { json: reports, text: table(['Module', 'Modified', 'Deleted', 'Status'], rows) };
}
