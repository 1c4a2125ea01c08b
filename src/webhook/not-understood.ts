import { type ServerResponse } from 'node:http';

import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';

import { Settings } from '../config/settings.js';
import { apiModulesNamed } from '../crm/modules.js';
import { RefusalGaps } from '../gaps/refusal-gaps.js';
import { type DirectRequest } from '../http/direct-routes.js';
import { answerError } from '../http/error.filter.js';
import { jsonObject } from '../kernel/json.js';
import { notesOf } from './delivery-log.js';
import { type Problem } from './formats/format.js';
import { RawBody } from './body/raw-body.js';

/** An authentic delivery can't be taken as it is: 413 where it is more than one may hold, else 400. */
export class NotUnderstood extends HttpException {
  constructor(readonly problems: readonly Problem[]) {
    const isTooMuch = problems.some(({ field }) => field.startsWith('limit_'));
    super({ message: problems.map(({ text }) => text) }, isTooMuch ? 413 : 400);
  }
}

/**
 * Answers what was not understood, and notes why. Zoho shows the answer to its own notifications to nobody and doesn't
 * repeat them: what they would have told is a gap.
 */
@Catch(NotUnderstood)
export class NotUnderstoodFilter implements ExceptionFilter<NotUnderstood> {
  constructor(
    private readonly settings: Settings,
    private readonly gaps: RefusalGaps,
  ) {}

  catch(refusal: NotUnderstood, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const response = http.getResponse<ServerResponse>();
    const { body } = http.getRequest<DirectRequest>();
    const notes = notesOf(response);
    notes.problems = refusal.problems;
    if (refusal.getStatus() === 413) notes.reason = 'too_many';
    if (notes.scheme === 'channel-token' && body instanceof RawBody) this.#noteGap(body);
    answerError(response, refusal);
  }

  /** Of the module that the notification names, or of all where it names none. */
  #noteGap(body: RawBody): void {
    const { module: name } = jsonObject(body.json());
    for (const api of typeof name === 'string' ? apiModulesNamed(name) : this.settings.queue.apis) {
      this.gaps.note(api, 'not_understood');
    }
  }
}
