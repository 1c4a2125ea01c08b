import {
  type DeliveryAnswer,
  type DeliveryOutcome,
} from '../../../installation/recent-deliveries.js';
import { type RefusalReason } from '../../../installation/refusal-reason.js';
import {
  type DeliveredRecord,
  type FollowedDeliveries,
  type FollowedDelivery,
} from '../../../queue/progress/delivery-records.js';
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
  const request = parameters.get('request_id') ?? '';
  const list = reloading(
    () => ask<FollowedDeliveries>(query('/deliveries', { outcome, request_id: request, limit })),
    (answer) => [
      countsOf(answer),
      section(
        request === '' ? 'The last ones, newest first' : `Of the request ${request}`,
        chips(
          'Which',
          outcomes.map(([name, text]) => ({
            text,
            href: name === '' ? hrefOf('deliveries') : `${hrefOf('deliveries')}?outcome=${name}`,
            isCurrent: name === outcome && request === '',
          })),
        ),
        answer.deliveries.length === 0
          ? el('p.quiet', {}, request === '' ? 'None of these.' : 'It is not among the last ones.')
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

function countsOf({ counts }: FollowedDeliveries): HTMLElement {
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

function deliveryOf(delivery: FollowedDelivery): HTMLElement {
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

/** Each with what became of it. */
function recordsOf({ module, records, became }: FollowedDelivery): HTMLElement {
  const items = became.map((record) =>
    el(
      'li',
      {},
      el('a', { href: hrefOf('records', module ?? '', record.record_id) }, record.record_id),
      ' ',
      becameOf(module ?? '', record),
    ),
  );
  const more = (records ?? 0) - became.length;
  return el(
    'div',
    {},
    el('ul.became', {}, ...items),
    more > 0 ? el('p.quiet', {}, `and ${count(more)} more`) : null,
  );
}

function becameOf(module: string, { record_id: id, outcome, at }: DeliveredRecord): Child {
  if (outcome === null) return null;
  if (outcome !== 'dead_letter') return el('span.quiet', { title: at }, outcome);
  const search = new URLSearchParams({ module, record_id: id }).toString();
  return [
    tag('bad', 'not synced'),
    ' ',
    el(
      'a',
      { href: `${hrefOf('dead-letters')}?${search}`, 'aria-label': `Why ${id} failed` },
      'Why',
    ),
  ];
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
