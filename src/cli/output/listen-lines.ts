import { type DeliveryAnswer } from '../../installation/recent-deliveries.js';
import { snakeCased } from '../../kernel/snake-case.js';
import { type RecordOutcome } from '../delivery/delivery-watch.js';
import { type Output, printable } from './output.js';
import { countedThings } from './progress-text.js';
import { type Style, styled } from './styled.js';

/** `10:04:31  200 queued     Deals update  1 record  5437000000391001  from 10.0.0.1`, in the time of this machine. */
export function deliveryLine(delivery: DeliveryAnswer): string {
  const { outcome, status, reason, problems, module, kind, records, record_ids: ids } = delivery;
  const what =
    outcome === 'refused'
      ? [reason ?? '', ...problems].join('; ')
      : [
          `${module ?? ''} ${kind ?? ''}`,
          countedThings(records ?? 0, 'record'),
          shown(ids, records),
        ]
          .filter((each) => each !== '')
          .join('  ');
  const how = styled(styleOf(outcome), `${status} ${outcome.padEnd(9)}`);
  return inOneLine(`${clock(delivery.at)}  `, how, `  ${what}  from ${delivery.address}`);
}

/** `10:04:33    Deals/5437000000391001 written, 1.9 s after` */
export function outcomeLine({
  at,
  module,
  recordId,
  outcome,
  afterSeconds,
  error,
}: RecordOutcome): string {
  const said = styled(outcome === 'dead_letter' ? 'red' : 'green', outcome.replaceAll('_', ' '));
  const why = error === null ? '' : `: ${error}`;
  const after = afterSeconds < 10 ? afterSeconds.toFixed(1) : String(Math.round(afterSeconds));
  return inOneLine(`${clock(at)}    ${module}/${recordId} `, said, `, ${after} s after${why}`);
}

/** One line for people, or one of JSON. */
export function printLine({ json, text }: Output, asJson: boolean): void {
  process.stdout.write(asJson ? `${JSON.stringify(snakeCased(json))}\n` : `${text}\n`);
}

function shown(ids: readonly string[], records: number | null): string {
  return ids.join(' ') + ((records ?? 0) > ids.length ? ' …' : '');
}

function styleOf(outcome: DeliveryAnswer['outcome']): Style {
  if (outcome === 'refused') return 'red';
  return outcome === 'queued' ? 'green' : 'dim';
}

/** Styles are ours, what is between them is not. */
function inOneLine(before: string, style: string, after: string): string {
  return printable(before).replaceAll('\n', ' ') + style + printable(after).replaceAll('\n', ' ');
}

function clock(iso: string): string {
  return new Date(iso).toTimeString().slice(0, 8);
}
