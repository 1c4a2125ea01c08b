import { describe, expect, it } from '@jest/globals';
import {
  BadRequestException,
  HttpException,
  NotFoundException,
  ServiceUnavailableException,
  UnauthorizedException,
} from '@nestjs/common';

import { AppError, retryNever } from '../kernel/app-error.js';
import { answerFor, type ErrorAnswer } from './error.filter.js';
import { Unavailable } from './unavailable.js';

function answer(statusCode: number, error: string, ...message: readonly string[]): ErrorAnswer {
  return { statusCode, error, message };
}

describe('answerFor', () => {
  it.each<[string, unknown, object]>([
    [
      'a list of problems',
      new BadRequestException(['a', 'b']),
      answer(400, 'Bad Request', 'a', 'b'),
    ],
    ['a problem', new UnauthorizedException('no'), answer(401, 'Unauthorized', 'no')],
    [
      'a problem in an object',
      new HttpException({ message: 'm' }, 409),
      answer(409, 'Conflict', 'm'),
    ],
    ['a text alone', new HttpException('gone', 410), answer(410, 'Gone', 'gone')],
    ['a bare refusal', new NotFoundException(), answer(404, 'Not Found', 'Not Found')],
    [
      'a URL that is nowhere, without its query',
      new NotFoundException('Cannot GET /x?token=hunter2?a'),
      answer(404, 'Not Found', 'Cannot GET /x'),
    ],
    ['unavailability', new Unavailable('later', 5), answer(503, 'Service Unavailable', 'later')],
    [
      'an object without a message, without its contents',
      new ServiceUnavailableException({ redis: { password: 'hunter2' } }),
      answer(503, 'Service Unavailable', 'the request could not be handled'),
    ],
    [
      'an error that is the fault of whoever asked',
      Object.assign(new Error('too long'), { statusCode: 413 }),
      answer(413, 'Payload Too Large', 'too long'),
    ],
    ['a status without a name', new HttpException('x', 499), answer(499, 'Error', 'x')],
  ])('says in one shape: %s', (_, exception, expected) => {
    expect(answerFor(exception)).toStrictEqual(expected);
  });

  it.each<[string, unknown]>([
    ['an error', new Error('password=hunter2')],
    ['an error of ours', new AppError('redis.unreachable', 'hunter2', { retry: retryNever })],
    [
      'an error with the status of a failure',
      Object.assign(new Error('hunter2'), { statusCode: 502 }),
    ],
    ['an error with a status of success', Object.assign(new Error('hunter2'), { statusCode: 200 })],
    [
      'an error with a status that is none',
      Object.assign(new Error('hunter2'), { statusCode: '400' }),
    ],
    ['an object', { statusCode: 400, message: { password: 'hunter2' } }],
    ['a text', 'hunter2'],
    ['nothing', undefined],
    ['null', null],
  ])('says nothing of %s that was not foreseen', (_, exception) => {
    expect(answerFor(exception)).toStrictEqual(
      answer(500, 'Internal Server Error', 'the request could not be handled'),
    );
  });
});
