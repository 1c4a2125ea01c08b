import { describe, expect, it } from '@jest/globals';

import { AppError } from '../../kernel/app-error.js';
import { type AnswerBody } from './exchange.js';
import { type FailedAnswer, zohoErrorFrom } from './failed-answer.js';

const nowMs = Date.parse('2026-11-23T10:00:00Z');

function failedAnswer(overrides: Partial<FailedAnswer>): FailedAnswer {
  return {
    subject: '3 Deals',
    status: 500,
    body: { kind: 'empty' },
    retryAfter: null,
    creditsRemaining: null,
    nowMs,
    pauseMs: 333,
    ...overrides,
  };
}

function error(code: string, message = 'text of Zoho'): AnswerBody {
  return { kind: 'json', value: { code, message, details: {}, status: 'error' } };
}

const later = { kind: 'later' };
const never = { kind: 'never' };
const pause = (forMs: number) => ({ kind: 'pause', forMs });
const page: AnswerBody = { kind: 'unreadable', isPage: true };

describe('refusalError', () => {
  it.each([
    [400, error('INVALID_DATA'), 'zoho.refused', never],
    [400, error('LIMIT_EXCEEDED'), 'zoho.refused', never],
    [403, error('NO_PERMISSION'), 'zoho.refused', never],
    [404, error('INVALID_URL_PATTERN'), 'zoho.refused', never],
    [401, error('INVALID_TOKEN'), 'zoho.unauthorized', pause(333)],
    [401, error('OAUTH_SCOPE_MISMATCH'), 'zoho.scope_missing', never],
    [403, error('OAUTH_SCOPE_MISMATCH'), 'zoho.scope_missing', never],
    [429, error('TOO_MANY_REQUESTS'), 'zoho.rate_limited', pause(333)],
    [429, page, 'zoho.rate_limited', pause(333)],
    [408, page, 'zoho.unavailable', later],
    [500, error('INTERNAL_ERROR'), 'zoho.unavailable', later],
    [502, page, 'zoho.unavailable', later],
    [503, { kind: 'empty' } as const, 'zoho.unavailable', later],
    [302, page, 'zoho.bad_answer', later],
    [200, page, 'zoho.bad_answer', later],
    [403, page, 'zoho.bad_answer', later],
  ])('makes of %d with %j %s', (status, body, code, retry) => {
    expect(zohoErrorFrom(failedAnswer({ status, body }))).toMatchObject({ code, retry, status });
  });

  it.each([
    ['a header of no credits left', '0', 'text'],
    ['a message of 24 hours', null, 'Number of API requests for the 24 hour period is exceeded'],
    ['a message of credits', null, 'You have used up your API credits'],
  ])('takes %s for a used-up quota', (_what, creditsRemaining, message) => {
    const found = zohoErrorFrom(
      failedAnswer({ status: 429, creditsRemaining, body: error('TOO_MANY_REQUESTS', message) }),
    );

    expect(found).toMatchObject({ code: 'zoho.quota_exhausted', retry: pause(15 * 60_000) });
  });

  it.each([
    ['credits are left', '1200', 'the 24 hour period is exceeded'],
    [
      'the message may mean either',
      null,
      'the 24 hour period or the concurrency limit is exceeded',
    ],
  ])('takes a 429 for too many calls at once where %s', (_what, creditsRemaining, message) => {
    const found = zohoErrorFrom(
      failedAnswer({ status: 429, creditsRemaining, body: error('TOO_MANY_REQUESTS', message) }),
    );

    expect(found.code).toBe('zoho.rate_limited');
  });

  it.each([429, 503])('keeps a Retry-After of %d exactly', (status) => {
    expect(zohoErrorFrom(failedAnswer({ status, retryAfter: '7' })).retry).toEqual(pause(7000));
  });

  it('lets no Retry-After revive a call that is refused for good', () => {
    const found = zohoErrorFrom(
      failedAnswer({ status: 400, body: error('INVALID_DATA'), retryAfter: '7' }),
    );

    expect(found.retry).toEqual(never);
  });

  it('names subject, status, code and field, and nothing that Zoho wrote freely', () => {
    const value = {
      code: 'INVALID_DATA',
      message: 'Jane Doe is not valid',
      details: { api_name: 'ids' },
    };

    const found = zohoErrorFrom(failedAnswer({ status: 400, body: { kind: 'json', value } }));

    expect(found).toBeInstanceOf(AppError);
    expect(found.message).toContain('3 Deals (HTTP 400 INVALID_DATA ids)');
    expect(found.message).not.toContain('Jane');
  });

  it.each(['data', 'watch'])('finds the code in the first entry of %s', (list) => {
    const value = { [list]: [{ code: 'NOT_SUBSCRIBED', status: 'error' }] };

    const found = zohoErrorFrom(failedAnswer({ status: 400, body: { kind: 'json', value } }));

    expect(found.zohoCode).toBe('NOT_SUBSCRIBED');
  });

  it.each([null, [], 'text', 7, { code: 'Jane Doe' }, { code: { a: 1 } }, { data: [null] }])(
    'bears the body %j',
    (value) => {
      const found = zohoErrorFrom(failedAnswer({ status: 400, body: { kind: 'json', value } }));

      expect(found).toMatchObject({ code: 'zoho.refused', zohoCode: undefined });
    },
  );
});
