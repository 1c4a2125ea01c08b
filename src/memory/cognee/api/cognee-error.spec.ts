import { inspect } from 'node:util';

import { describe, expect, it } from '@jest/globals';

import { cogneeErrorFrom, concernsModels, kindIn, messageIn } from './cognee-error.js';

const dataset = 'Dataset 4b not accessible. [UnauthorizedDataAccessError]';
const permission =
  'Request owner does not have necessary permission: [write]. [PermissionDeniedError]';

describe('refusalError', () => {
  it.each<[number, unknown, string, string]>([
    [401, { detail: 'Unauthorized' }, 'memory.unauthorized', 'pause'],
    [401, { detail: 'Authentication required (auth posture: …)' }, 'memory.unauthorized', 'pause'],
    [401, { detail: dataset }, 'memory.forbidden', 'pause'],
    [403, { detail: permission }, 'memory.forbidden', 'pause'],
    [500, { error: 'Internal server error', detail: permission }, 'memory.forbidden', 'pause'],
    [402, { error: 'Token budget exhausted', detail: null }, 'memory.budget', 'pause'],
    [404, { detail: 'Data (1) not found. [DataNotFoundError]' }, 'memory.not_found', 'never'],
    [409, { error: 'Unable to retrieve dataset statuses.' }, 'memory.failed', 'later'],
    [500, { error: 'Pipeline run errored', detail: 'x' }, 'memory.failed', 'later'],
    [503, null, 'memory.failed', 'later'],
    [400, { detail: [{ loc: ['body', 'data'], msg: 'missing' }] }, 'memory.refused', 'never'],
    [422, { error: { message: 'no' } }, 'memory.refused', 'never'],
    [502, undefined, 'memory.bad_answer', 'pause'],
    [200, undefined, 'memory.bad_answer', 'pause'],
  ])('takes %i with %j for %s', (status, body, code, kind) => {
    const error = cogneeErrorFrom('3 documents', { status, body });

    expect(error).toMatchObject({ code, retry: { kind } });
    expect(error.message).toContain('3 documents');
  });

  it.each<unknown>([
    { detail: 'could not parse "- Email: private@person.example"' },
    { error: 'private', message: 'private', detail: 'private@person.example' },
    { error: { message: 'ValidationError: private@person.example' } },
    { detail: [{ loc: ['body', 'private@person.example'], msg: 'private', input: 'private' }] },
  ])('shows of %j no more than the kind of error', (body) => {
    for (const status of [400, 401, 403, 404, 409, 422, 500]) {
      const error = cogneeErrorFrom('1 document', { status, body });

      expect(error.words).toContain('private');
      expect(`${error.message} ${inspect(error, { showHidden: true })}`).not.toContain('private');
      expect(JSON.stringify(error)).not.toContain('private');
    }
  });
});

describe('wordsOf', () => {
  it.each<[unknown, string]>([
    [{ detail: 'Not Found' }, 'Not Found'],
    [{ error: 'Failed', detail: 'because' }, 'Failed: because'],
    [{ error: 'Failed', detail: null }, 'Failed'],
    [{ error: { message: 'too many keys' } }, 'too many keys'],
    [{ message: 'said' }, 'said'],
    [{ detail: [{ loc: ['body', 'x'], msg: 'is missing', input: 'secret' }] }, 'body.x is missing'],
    [{ detail: 'a\n  b' }, 'a b'],
    [null, ''],
    ['text', ''],
  ])('reads %j as %j', (body, words) => {
    expect(messageIn(body)).toBe(words);
  });

  it('keeps it short', () => {
    expect(messageIn({ detail: 'x'.repeat(5000) })).toHaveLength(600);
  });
});

it.each([
  ['litellm.NotFoundError: OpenAIException - what a record says', 'litellm.NotFoundError'],
  ['what a record says', 'unknown'],
])('of %j, %j may be logged', (words, kind) => {
  expect(kindIn(words)).toBe(kind);
});

describe('concernsModels', () => {
  it.each([
    'AuthenticationError',
    'RateLimitError',
    'LLMPaymentRequiredError',
    'APIConnectionError',
    'litellm.Timeout: Request timed out',
    'ServiceUnavailableError',
    'litellm.NotFoundError: The model `gpt-9` does not exist',
  ])('blames the models for %s', (failure) => {
    expect(concernsModels(failure)).toBe(true);
  });

  it.each(['NotFoundError', 'ContentPolicyFilterError', 'ValidationError', 'UnicodeDecodeError'])(
    'blames a document for %s',
    (failure) => {
      expect(concernsModels(failure)).toBe(false);
    },
  );
});
