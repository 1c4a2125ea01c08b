import { type ServerResponse } from 'node:http';

import {
  All,
  Body,
  Controller,
  Headers,
  MethodNotAllowedException,
  Post,
  Res,
  UseFilters,
  UseGuards,
} from '@nestjs/common';

import { Admission, type AdmissionOutcome } from '../admission/admission.js';
import { type ChangeEvent } from '../crm/change-event.js';
import { apiModulesOf } from '../crm/modules.js';
import { RefusalGaps } from '../gaps/refusal-gaps.js';
import { mostIdsKept } from '../installation/taken-deliveries.js';
import { sendJson } from '../http/send-json.js';
import { Unavailable } from '../http/unavailable.js';
import { eventIdOf, identityOf, isEventId } from './delivery-identity.js';
import { notesOf } from './delivery-log.js';
import { DeliveryPipe, type UnderstoodBody } from './delivery.pipe.js';
import { Problem } from './formats/format.js';
import { NotUnderstood, NotUnderstoodFilter } from './not-understood.js';
import { SignatureGuard } from './signature.guard.js';

/** The answer to a delivery that was taken or had been taken before. */
export interface AdmissionAnswer {
  readonly status: 'accepted' | 'duplicate';
  readonly event_id: string;
  readonly message: string;
  readonly queued: boolean;
  readonly records: number;
}

type AdmissionRefusal = Extract<AdmissionOutcome, { status: 'refused' }>['reason'];

const queueFullRetrySeconds = 30;
const redisDownRetrySeconds = 5;

@Controller('webhooks/zoho')
export class WebhookController {
  constructor(
    private readonly admission: Admission,
    private readonly refusals: RefusalGaps,
  ) {}

  /** Takes a delivery. 2xx only once its changes are in Redis. */
  @Post()
  @UseGuards(SignatureGuard)
  @UseFilters(NotUnderstoodFilter)
  async receive(
    @Body(DeliveryPipe) body: UnderstoodBody,
    @Headers('x-zoho-event-id') header: string | undefined,
    @Res() response: ServerResponse,
  ): Promise<void> {
    const given = header === '' ? undefined : header;
    if (given !== undefined && !isEventId(given)) {
      const text = 'X-Zoho-Event-Id must be 1 to 128 visible characters';
      throw new NotUnderstood([new Problem('event_id', text)]);
    }
    const eventId = eventIdOf(given, body);
    const identity = identityOf(given, body);
    const notes = notesOf(response);
    const { requestId } = notes;
    const outcome = await this.admission.admit({ identity, changes: body.changes, requestId });
    if (outcome.status === 'refused') this.#noteRefused(body.changes, outcome.reason);
    const { ref, kind } = body.changes[0] ?? {};
    Object.assign(notes, {
      eventId,
      module: ref?.module,
      kind,
      records: body.changes.length,
      recordIds: body.changes.slice(0, mostIdsKept).map((change) => change.ref.id),
      ...(body.passedOver.length > 0 ? { passedOver: body.passedOver } : {}),
      ...(body.withoutData > 0 ? { withoutData: body.withoutData } : {}),
      ...(outcome.status === 'refused' ? { reason: outcome.reason } : { outcome: outcome.status }),
    });
    sendJson(response, 200, answerTo(outcome, eventId));
  }

  /** Who sent it may not send it again: Zoho doesn't say that it would. */
  #noteRefused(changes: readonly ChangeEvent[], reason: AdmissionRefusal): void {
    for (const { ref } of changes) {
      const apis = ref.api === undefined ? apiModulesOf(ref.module) : [ref.api];
      for (const api of apis) {
        this.refusals.note(api, reason === 'queue_full' ? 'queue_full' : 'downtime');
      }
    }
  }

  @All()
  refuseOtherMethods(@Res({ passthrough: true }) response: ServerResponse): never {
    response.setHeader('Allow', 'POST');
    throw new MethodNotAllowedException(['deliveries are sent with POST']);
  }
}

function answerTo(outcome: AdmissionOutcome, eventId: string): AdmissionAnswer {
  switch (outcome.status) {
    case 'queued':
      return {
        status: 'accepted',
        event_id: eventId,
        message: `${outcome.records} ${outcome.records === 1 ? 'record' : 'records'} queued`,
        queued: true,
        records: outcome.records,
      };
    case 'duplicate':
      return {
        status: 'duplicate',
        event_id: eventId,
        message: 'This delivery was queued before',
        queued: false,
        records: 0,
      };
    case 'refused':
      throw outcome.reason === 'queue_full'
        ? new Unavailable('the queue is at its limit; send it again later', queueFullRetrySeconds)
        : new Unavailable('Redis is not available; send it again later', redisDownRetrySeconds);
  }
}
