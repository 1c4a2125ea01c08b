import { type ServerResponse, STATUS_CODES } from 'node:http';

import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  HttpException,
  Logger,
} from '@nestjs/common';

import { sendJson } from './send-json.js';
import { Unavailable } from './unavailable.js';

/** The one shape of an error answer. Never a stack, a secret, or an internal message. */
export interface ErrorAnswer {
  readonly statusCode: number;
  readonly error: string;
  readonly message: readonly string[];
}

/** Answers every failed request in one shape; what was not foreseen is logged and answered without its reason. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  catch(exception: unknown, host: ArgumentsHost): void {
    answerError(host.switchToHttp().getResponse<ServerResponse>(), exception);
  }
}

const logger = new Logger(ErrorFilter.name);

/** Answers with the error, unless an answer has begun. */
export function answerError(response: ServerResponse, exception: unknown): void {
  const answer = answerFor(exception);
  if (answer.statusCode >= 500 && !(exception instanceof HttpException)) {
    logger.error({ event: 'request.failed', err: exception });
  }
  if (response.headersSent) return;
  if (exception instanceof Unavailable) {
    response.setHeader('Retry-After', String(exception.retryAfterSeconds));
  }
  sendJson(response, answer.statusCode, answer);
}

export function answerFor(exception: unknown): ErrorAnswer {
  if (exception instanceof HttpException) {
    const [status, messages] = [exception.getStatus(), messagesOf(exception.getResponse())];
    return errorAnswer(status, status === 404 ? messages.map(withoutQuery) : messages);
  }
  // Anything can be thrown, `undefined` too.
  const { statusCode, message } = (exception ?? {}) as { statusCode?: unknown; message?: unknown };
  const isClientError = typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500;
  if (isClientError && typeof message === 'string') return errorAnswer(statusCode, [message]);
  return errorAnswer(500, ['the request could not be handled']);
}

function errorAnswer(statusCode: number, message: readonly string[]): ErrorAnswer {
  return { statusCode, error: STATUS_CODES[statusCode] ?? 'Error', message };
}

function messagesOf(response: unknown): readonly string[] {
  if (typeof response === 'string') return [response];
  const message = (response as { message?: unknown }).message;
  if (Array.isArray(message)) return message.map(String);
  return [typeof message === 'string' ? message : 'the request could not be handled'];
}

/** Nest repeats the whole URL of a route that isn't there; its query may hold a token, and answers may be logged. */
function withoutQuery(message: string): string {
  return message.split('?', 1)[0] ?? '';
}
