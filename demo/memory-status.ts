import { setTimeout as delay } from 'node:timers/promises';

import { type Stage } from './stage.js';

const lookEveryMs = 100;

/** What the service says of its memory, as far as the demo looks. */
export interface MemoryStatus {
  readonly documents: number;
  readonly freshness: { readonly pending: boolean; readonly proved_through: string | null };
}

/** Resolves once no change is on its way. @throws where that takes too long */
export function untilQuiet(stage: Stage): Promise<MemoryStatus> {
  return untilStatus(stage, ({ freshness }) => !freshness.pending, 60_000);
}

/** @throws where memory isn't as wanted after `withinMs` */
export async function untilStatus(
  stage: Stage,
  wanted: (status: MemoryStatus) => boolean,
  withinMs: number,
): Promise<MemoryStatus> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const status = await statusOf(stage);
    if (wanted(status)) return status;
    if (Date.now() > deadline) {
      throw new Error(`Memory is behind: ${JSON.stringify(status.freshness)}`);
    }
    await delay(lookEveryMs);
  }
}

async function statusOf({ url, environment }: Stage): Promise<MemoryStatus> {
  const headers = { authorization: `Bearer ${environment['ADMIN_TOKEN'] ?? ''}` };
  const answer = await fetch(`${url}/memory/status`, { headers });
  if (!answer.ok) throw new Error(`${url}/memory/status answered ${answer.status}.`);
  return (await answer.json()) as MemoryStatus;
}
