import { setTimeout as delay } from 'node:timers/promises';

import { type ApiModule, crmModuleOf } from '../src/crm/modules.js';
import { recordKey } from '../src/crm/record-ref.js';
import { type MemorySink } from '../src/memory/memory-sink.js';
import { type ZohoSimulator } from '../simulator/zoho-simulator.js';

export interface ChangedRecord {
  readonly module: ApiModule;
  readonly id: string;
}

const lookEveryMs = 5;

/**
 * Milliseconds from `changedAtMs` until memory is true to all of the records: it has the version the CRM has, or has
 * forgotten those that are gone there. @throws after `withinMs`
 */
export async function untilRemembered(
  { simulator, memory }: { readonly simulator: ZohoSimulator; readonly memory: MemorySink },
  records: readonly ChangedRecord[],
  changedAtMs: number,
  withinMs: number,
): Promise<number> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const stored = await Promise.all(
      records.map((record) => storedAt(simulator, memory, record, changedAtMs)),
    );
    if (stored.every((at) => at !== undefined)) {
      return Math.max(...stored.map((at) => at - changedAtMs));
    }
    if (Date.now() > deadline) {
      const late = records.filter((_record, index) => stored[index] === undefined);
      throw new Error(`Memory did not follow: ${late.map(({ id }) => id).join(', ')}`);
    }
    await delay(lookEveryMs);
  }
}

/** When memory became true to the record, epoch ms; undefined while it isn't. */
async function storedAt(
  simulator: ZohoSimulator,
  memory: MemorySink,
  { module, id }: ChangedRecord,
  changedAtMs: number,
): Promise<number | undefined> {
  const inCrm = simulator.record(module, id);
  const inMemory = await memory.get(recordKey({ module: crmModuleOf(module), id }));
  if (inCrm === undefined) return inMemory === undefined ? Date.now() : undefined;
  if (inMemory === undefined || inMemory.storedAtMs < changedAtMs) return undefined;
  const version = Date.parse(String(inCrm['Modified_Time']));
  return inMemory.version >= version ? inMemory.storedAtMs : undefined;
}
