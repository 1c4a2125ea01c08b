import { type Settings } from '../../config/settings.js';
import { type ChangeKind } from '../../crm/change-event.js';
import { type CrmModule } from '../../crm/modules.js';
import { Ledger } from '../../ledger/ledger.js';
import { tryContext } from '../context/cli-context.js';
import { commandSettings } from '../context/command-settings.js';
import { type Happening, sampleDelivery } from '../delivery/sample-delivery.js';
import { sampleRecord } from '../delivery/sample-records.js';
import { type DeliverySource } from '../delivery/delivery-sources.js';
import { answerOutput, sendTo } from '../delivery/test-delivery.js';
import { syncedModule } from '../options/module-option.js';
import { print } from '../output/output.js';

interface TriggerOptions {
  readonly operation: ChangeKind;
  readonly from: DeliverySource;
  readonly id?: string;
  readonly url?: string;
  readonly json?: boolean;
}

/** Sends what Zoho would send of a change, and shows the answer and where to look next. */
export async function triggerDelivery(name: string, options: TriggerOptions): Promise<void> {
  const settings = await commandSettings();
  const happening = await happeningFor(name, options, settings);
  const delivery = sampleDelivery(happening, options.from, settings);
  const answer = answerOutput(await sendTo(options.url, delivery, settings));
  const { module, id, operation } = happening;
  const json = { ...(answer.json as object), module, id, operation };
  const next = `${operation} of ${module}/${id}: \`zoho-sync records show ${module} ${id}\` says what became of it.`;
  print({ json, text: `${answer.text}\n${next}` }, options.json === true);
}

async function happeningFor(
  name: string,
  { operation, id }: TriggerOptions,
  settings: Settings,
): Promise<Happening> {
  const named = syncedModule(name, settings);
  const said = named.api ?? named.module;
  // Of a record that there is nothing is told: made-up values would stand in memory for it.
  if (id !== undefined) return { module: said, id, operation, fields: {} };
  if (settings.zoho.credentials !== undefined) {
    return { module: named.module, id: await anyRecord(named.module), operation, fields: {} };
  }
  const api = named.api ?? settings.queue.synced.apisOf(named.module)[0] ?? named.module;
  const sample = sampleRecord(api, Date.now());
  const fields = {
    create: sample.fields,
    update: sample.change,
    delete: {},
    restore: sample.fields,
  };
  return { module: api, id: sample.id, operation, fields: fields[operation] };
}

/** One that memory has: the CRM is asked what it is like, so that a made-up one would only be missing there. */
function anyRecord(module: CrmModule): Promise<string> {
  return tryContext(async (context, redisAnswers) => {
    if (redisAnswers) {
      for await (const [id] of context.get(Ledger).idsOf(module)) {
        if (id !== undefined) return id;
      }
    }
    const why = redisAnswers ? `Memory has no record of ${module} yet` : 'Redis does not answer';
    throw new Error(`${why}: name one of the CRM with --id.`);
  });
}
