import { type ServerResponse } from 'node:http';

import { Injectable, Logger } from '@nestjs/common';

import { type DirectRequest } from '../http/direct-routes.js';
import { addressGroupOf } from '../http/client-address.js';
import { requestIdOf } from '../http/request-id.js';
import { unsent } from '../http/send-json.js';
import { EventCounts } from '../installation/event-counts.js';
import { RecentDeliveries } from '../installation/recent-deliveries.js';
import {
  type RefusalReason,
  refusalReasonOf,
  refusalReasons,
} from '../installation/refusal-reason.js';
import { type RefusedDelivery } from '../installation/refused-deliveries.js';
import { type TakenDelivery } from '../installation/taken-deliveries.js';
import { Clock } from '../kernel/clock.js';
import { sha256 } from '../kernel/signing.js';
import { Metrics } from '../observability/metrics.js';
import { type Problem } from './formats/format.js';
import { IngressLimit } from './ingress-limit.js';
import { RawBody } from './body/raw-body.js';
import { contentKindOf, senderOf } from './sender.js';
import { StrangerLines } from './stranger-lines.js';

/** What is logged of a delivery: ids, outcome, sizes; never its contents. */
export interface DeliveryNotes {
  requestId: string;
  /** How it proved who sent it. */
  scheme?: string;
  eventId?: string;
  module?: string;
  kind?: string;
  records?: number;
  /** Of the first of them; they are not logged. */
  recordIds?: readonly string[];
  /** The parts of it that said nothing in the form they had. */
  passedOver?: readonly string[];
  /** How many created or changed records came without data, where memory is made of these. */
  withoutData?: number;
  outcome?: 'queued' | 'duplicate';
  /** Why it was refused, where its status alone doesn't say. */
  reason?: RefusalReason;
  /** It is a look of ours at the public address: it is refused, and counted as nothing. */
  isProbe?: boolean;
  /** What of it was not understood. */
  problems?: readonly Problem[];
}

const maxProblemLength = 300;

const notesKey = Symbol('delivery');

/** The notes on a request that its one log line is made of. */
export function notesOf(
  response: ServerResponse & { [notesKey]?: DeliveryNotes | undefined },
): DeliveryNotes {
  return (response[notesKey] ??= { requestId: '' });
}

/** One log line per delivery, of refused strangers samples; and its counts. */
@Injectable()
export class DeliveryLog {
  readonly #logger = new Logger('Deliveries');
  readonly #lines = new StrangerLines();

  constructor(
    private readonly metrics: Metrics,
    private readonly counts: EventCounts,
    private readonly recent: RecentDeliveries,
    private readonly limit: IngressLimit,
    private readonly clock: Clock,
  ) {
    // A counter that begins with its first refusal has no rise that an alarm could see.
    for (const reason of refusalReasons) metrics.deliveries.inc({ outcome: 'refused', reason }, 0);
  }

  /** Takes note of a request now, and logs and counts it once it is answered. */
  follow(request: DirectRequest, response: ServerResponse): void {
    const startedAt = performance.now();
    const requestId = requestIdOf(request);
    notesOf(response).requestId = requestId;
    response.setHeader('X-Request-Id', requestId);
    let isNoted = false;
    const note = (): void => {
      if (isNoted) return;
      isNoted = true;
      this.#note(request, response, performance.now() - startedAt);
    };
    response.once('finish', note);
    // Where the connection ends before, the answer may have been given or not.
    response.once('close', () => {
      if (response.writableEnded) note();
    });
    response.once(unsent, note);
  }

  #note(request: DirectRequest, response: ServerResponse, tookMs: number): void {
    const notes = notesOf(response);
    if (notes.isProbe === true) return;
    const status = response.statusCode;
    const reason = refusalReasonOf(status, notes.reason);
    const outcome = outcomeOf(notes, reason);
    this.metrics.admission.observe(tookMs / 1000);
    this.metrics.deliveries.inc({ outcome, reason: reason ?? 'none' });
    this.#count(status, notes, reason);
    const refusal = reason && this.#refusalOf(request, notes, reason);
    this.#countProblems(notes, refusal?.contentType ?? '');
    const atMs = this.clock.now();
    if (refusal === undefined)
      this.recent.noteTaken(() => ({
        ...takenOf(request, notes, tookMs),
        atMs,
        address: this.limit.addressOf(request),
      }));
    else this.recent.noteRefused(() => ({ ...refusedOf(request, response, refusal), atMs }));
    const unlogged = this.#unlogged(notes, refusal);
    if (unlogged === undefined) return;
    const entry = {
      event: 'delivery.received',
      status,
      tookMs: tenths(tookMs),
      ...notes,
      recordIds: undefined,
      isProbe: undefined,
      outcome,
      ...refusal,
      unlogged: unlogged || undefined,
    };
    if (status >= 500) this.#logger.warn(entry);
    else this.#logger.log(entry);
  }

  /** What its line has to say of lines that were not written; undefined where it isn't written itself. */
  #unlogged({ scheme }: DeliveryNotes, refusal: Refusal | undefined): number | undefined {
    if (refusal === undefined || scheme !== undefined) return 0;
    return this.#lines.take(addressGroupOf(refusal.address), this.clock.now());
  }

  /** Why a delivery was refused, and what is needed to find its sender. */
  #refusalOf(request: DirectRequest, notes: DeliveryNotes, reason: RefusalReason): Refusal {
    const { scheme, problems = [] } = notes;
    return {
      reason,
      address: this.limit.addressOf(request),
      ...senderOf(request),
      ...(scheme === undefined ? {} : { scheme }),
      ...(problems.length === 0 ? {} : { problems: problems.map(({ text }) => clipped(text)) }),
    };
  }

  #count(status: number, notes: DeliveryNotes, reason: RefusalReason | undefined): void {
    this.counts.add('total_events');
    if (notes.scheme !== undefined) this.counts.add('verified_events');
    if (reason === undefined) {
      this.counts.add(notes.outcome === 'duplicate' ? 'duplicated_events' : 'queued_events');
      return;
    }
    this.counts.add(`refused_${reason}`);
    this.counts.add(status >= 500 ? 'failed_events' : 'rejected_events');
  }

  #countProblems({ scheme, problems = [] }: DeliveryNotes, contentType: string): void {
    for (const { field } of problems) {
      const content = contentKindOf(contentType);
      this.metrics.notUnderstood.inc({ field, content, scheme: scheme ?? 'none' });
    }
  }
}

function outcomeOf(
  { outcome = 'queued' }: DeliveryNotes,
  reason: RefusalReason | undefined,
): 'queued' | 'duplicate' | 'refused' {
  return reason === undefined ? outcome : 'refused';
}

type Refusal = Pick<
  RefusedDelivery,
  'reason' | 'address' | 'scheme' | 'contentType' | 'userAgent' | 'problems'
>;

/** A problem may name every field of a module. */
function clipped(text: string): string {
  return text.length > maxProblemLength ? `${text.slice(0, maxProblemLength)}…` : text;
}

function takenOf(
  request: DirectRequest,
  notes: DeliveryNotes,
  tookMs: number,
): Omit<TakenDelivery, 'address' | 'atMs'> {
  const { requestId, outcome = 'queued', eventId = '', scheme = '' } = notes;
  const { module = '', kind = '', records = 0, recordIds = [] } = notes;
  return {
    ...{ requestId, outcome, eventId, scheme, module, kind, records, recordIds },
    userAgent: senderOf(request).userAgent,
    bytes: request.body instanceof RawBody ? request.body.bytes.length : 0,
    tookMs: tenths(tookMs),
  };
}

function tenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}

function refusedOf(
  request: DirectRequest,
  response: ServerResponse,
  refusal: Refusal,
): Omit<RefusedDelivery, 'atMs'> {
  const { body } = request;
  const bytes = body instanceof RawBody ? body.bytes : undefined;
  const announced = Number(request.headers['content-length'] ?? 0);
  return {
    requestId: notesOf(response).requestId,
    ...refusal,
    status: response.statusCode,
    bytes: bytes?.length ?? (Number.isFinite(announced) ? announced : 0),
    digest: bytes === undefined ? '' : sha256(bytes).toString('hex').slice(0, 16),
  };
}
