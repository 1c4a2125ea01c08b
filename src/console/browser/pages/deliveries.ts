import {
  type DeliveriesAnswer,
  type DeliveryAnswer,
  type DeliveryOutcome,
} from '../../../installation/recent-deliveries.js';
import { type RefusalReason } from '../../../installation/refusal-reason.js';
import { hrefOf } from '../address.js';
import { ask, query } from '../api.js';
import { type Child, el } from '../dom.js';
import { type Page, type PageContext } from '../page.js';
import { reloading } from '../parts/reloading.js';
import { chips, section, tag, time } from '../parts/shown.js';
import { count, counted } from '../words.js';

const limit = 100;

const outcomes: readonly (readonly [DeliveryOutcome | '', string])[] = [
  ['', 'All'],
  ['queued', 'Queued'],
  ['duplicate', 'Duplicates'],
  ['refused', 'Refused'],
];

/** Why a delivery was refused, and what that asks for. */
const reasons: Readonly<Record<RefusalReason, readonly [string, string]>> = {
  not_authentic: [
    'Not authentic',
    'Neither signature nor token is right. A stranger, or a sender with an old secret.',
  ],
  not_understood: ['Not understood', 'The sender has to be changed: what is wrong stands below.'],
  too_many: ['Of too many records', 'The sender has to tell of fewer at once.'],
  too_large: ['Too large', 'Longer than WEBHOOK_MAX_BODY_BYTES; it was not read.'],
  compressed: ['Compressed', 'Bodies are taken as they are, not compressed.'],
  rate_limited: ['Too often refused', 'Its address was refused too often, and waits for a while.'],
  aborted: ['Broken off', 'The connection ended before the body was there.'],
  timed_out: ['Too slow', 'The body took too long to arrive.'],
  overloaded: ['Overloaded', 'Too many bodies were under way, and it was the slowest.'],
  queue_full: ['Queue full', 'Start more workers, or raise WEBHOOK_MAX_QUEUE_SIZE.'],
  redis_unavailable: ['Redis away', 'What was missed is swept once it is back.'],
  disabled: ['Switched off', 'WEBHOOK_ENABLED is false.'],
  shutting_down: ['Shutting down', 'That process was about to end; another one takes it.'],
  error: ['Unforeseen error', 'The log has it, under the same request id.'],
};

/** The last deliveries: what was told, by whom, and why it was refused where it was. */
export function deliveriesPage({ parameters, overview }: PageContext): Page {
  const outcome = outcomes.find(([name]) => name === parameters.get('outcome'))?.[0] ?? '';
  const list = reloading(
    () => ask<DeliveriesAnswer>(query('/deliveries', { outcome, limit })),
    (answer) => [
      countsOf(answer),
      section(
        'The last ones, newest first',
        chips(
          'Which',
          outcomes.map(([name, text]) => ({
            text,
            href: name === '' ? hrefOf('deliveries') : `${hrefOf('deliveries')}?outcome=${name}`,
            isCurrent: name === outcome,
          })),
        ),
        answer.deliveries.length === 0
          ? el('p.quiet', {}, 'None of these.')
          : el('ul.items', {}, ...answer.deliveries.map(deliveryOf)),
      ),
    ],
  );
  let known = overview?.totals?.deliveries;
  return {
    title: 'Deliveries',
    node: list.node,
    onOverview: ({ totals }) => {
      if (totals === null || totals.deliveries === known) return;
      known = totals.deliveries;
      list.reload();
    },
    close: list.close,
  };
}

function countsOf({ counts }: DeliveriesAnswer): HTMLElement {
  const { total, queued, duplicate, refused, by_reason: byReason } = counts;
  const figure = (name: string, number: number): Child =>
    el('div', {}, el('dt', {}, name), el('dd.figure', {}, count(number)));
  const named = Object.entries(byReason).map(
    ([reason, number]) => `${count(number)} ${reasonName(reason as RefusalReason).toLowerCase()}`,
  );
  return section(
    'Since the installation began',
    el(
      'dl.facts.figures',
      {},
      figure('Deliveries', total),
      figure('Queued', queued),
      figure('Duplicates', duplicate),
      figure('Refused', refused),
    ),
    named.length === 0 ? null : el('p.quiet.after', {}, `Refused: ${named.join(', ')}.`),
  );
}

function reasonName(reason: RefusalReason): string {
  return reasons[reason][0];
}

function deliveryOf(delivery: DeliveryAnswer): HTMLElement {
  return el(
    'li',
    {},
    el(
      'div.row',
      {},
      el('p', {}, outcomeTag(delivery), ' ', el('strong', {}, titleOf(delivery))),
      el('span.quiet', {}, time(delivery.at)),
    ),
    delivery.reason === null ? recordsOf(delivery) : el('p', {}, reasons[delivery.reason][1]),
    delivery.problems.length === 0
      ? null
      : el('ul.problems', {}, ...delivery.problems.map((problem) => el('li', {}, problem))),
    el('p.quiet.small', {}, senderText(delivery), ' Request ', el('code', {}, delivery.request_id)),
  );
}

function outcomeTag({ outcome, status }: DeliveryAnswer): HTMLElement {
  if (outcome === 'queued') return tag('good', 'queued');
  if (outcome === 'duplicate') return tag('plain', 'duplicate');
  return tag(status >= 500 ? 'bad' : 'warn', `refused, ${status}`);
}

function titleOf({ reason, module, kind, records }: DeliveryAnswer): string {
  if (reason !== null) return reasonName(reason);
  return `${module ?? ''}: ${kind ?? ''}${(records ?? 0) > 1 ? `, ${counted(records ?? 0, 'record')}` : ''}`;
}

function recordsOf({ module, records, record_ids: ids }: DeliveryAnswer): HTMLElement {
  const links = ids.map((id) => [el('a', { href: hrefOf('records', module ?? '', id) }, id), ' ']);
  const more = (records ?? 0) - ids.length;
  return el('p', {}, ...links, more > 0 ? `and ${count(more)} more` : null);
}

function senderText(delivery: DeliveryAnswer): string {
  const { scheme, address, user_agent: agent, content_type: type, bytes, digest } = delivery;
  const parts = [
    `From ${address}`,
    agent ?? '',
    scheme === null ? 'not authentic' : `authentic by ${scheme}`,
    type ?? '',
    counted(bytes, 'byte'),
    digest === null ? '' : `SHA-256 ${digest}…`,
    delivery.took_ms === null ? '' : `answered in ${delivery.took_ms} ms`,
  ];
  return `${parts.filter((part) => part !== '').join(', ')}.`;
}
