import { setTimeout as delay } from 'node:timers/promises';

import { RecentDeliveries } from '../../installation/recent-deliveries.js';
import { RecordProgress } from '../../queue/progress/record-progress.js';
import { withContext } from '../context/cli-context.js';
import { DeliveryWatch, type Happened } from '../delivery/delivery-watch.js';
import { deliveryLine, outcomeLine, printLine } from '../output/listen-lines.js';

interface ListenOptions {
  readonly last: number;
  readonly json?: boolean;
}

/** The service writes what it took and refused once a second. */
const everyMs = 500;

/** Shows deliveries and what became of their records, until it is told to end. */
export async function listen({ last, json }: ListenOptions): Promise<void> {
  const asJson = json === true;
  const ending = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      ending.abort();
    });
  }
  await withContext(async (context) => {
    const watch = new DeliveryWatch(context.get(RecentDeliveries), context.get(RecordProgress));
    show(await watch.look(last), asJson);
    if (!asJson) process.stderr.write('Listening; Ctrl-C ends it.\n');
    let isAway = false;
    while (!(await isEnded(ending.signal))) {
      try {
        show(await watch.look(), asJson);
        isAway = false;
      } catch (error) {
        if (!isAway)
          process.stderr.write(`Redis does not answer: ${String(error)}. Waiting for it.\n`);
        isAway = true;
      }
    }
  });
}

async function isEnded(signal: AbortSignal): Promise<boolean> {
  await delay(everyMs, undefined, { signal }).catch(() => undefined);
  return signal.aborted;
}

function show({ deliveries, outcomes, isPart }: Happened, asJson: boolean): void {
  if (isPart) {
    process.stderr.write(
      'There were more deliveries than the service keeps: some are not shown.\n',
    );
  }
  for (const delivery of deliveries) {
    printLine({ json: { type: 'delivery', ...delivery }, text: deliveryLine(delivery) }, asJson);
  }
  for (const outcome of outcomes) {
    printLine({ json: { type: 'outcome', ...outcome }, text: outcomeLine(outcome) }, asJson);
  }
}
