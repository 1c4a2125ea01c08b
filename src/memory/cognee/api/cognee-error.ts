import {
  AppError,
  type Retry,
  retryAfter,
  retryLater,
  retryNever,
} from '../../../kernel/app-error.js';
import { jsonObject } from '../../../kernel/json.js';
import { text } from '../../../kernel/shape.js';

/** An answer of Cognee's that is no success, as far as it could be read. */
export interface RefusedAnswer {
  readonly status: number;
  /** Parsed JSON; undefined for an answer that isn't JSON. */
  readonly body: unknown;
}

/**
 * What went wrong in talking to Cognee; `code` is stable. `words` are Cognee's own where it said any: they may quote a
 * record, so they decide what is done, and are neither shown, logged nor kept.
 */
export class CogneeError extends AppError {
  readonly #words: string;

  constructor(
    code: string,
    message: string,
    options: { retry: Retry; words?: string; cause?: unknown },
  ) {
    super(code, message, options);
    this.#words = options.words ?? '';
  }

  /** No property of its own: what writes out an error's properties passes it over. */
  get words(): string {
    return this.#words;
  }
}

const unreachablePauseMs = 5000;
const settingsPauseMs = 60_000;
const budgetPauseMs = 15 * 60_000;

/** No answer: nobody knows whether what was asked for has been done. */
export function unreachable(subject: string, reason: string, cause?: unknown): CogneeError {
  const message = `Cognee can't be reached for ${subject} (${reason}): check COGNEE_URL and the server`;
  return new CogneeError('memory.unavailable', message, {
    retry: retryAfter(unreachablePauseMs),
    cause,
  });
}

/**
 * The error that an answer means. Cognee 1.6.5 answers a bad credential and a dataset that isn't there both with 401,
 * validation errors with 400, and has five shapes for the text (`cognee/api/client.py`, `cognee/api/DTO.py`).
 */
export function cogneeErrorFrom(subject: string, { status, body }: RefusedAnswer): CogneeError {
  const words = messageIn(body);
  const kind = kindIn(words);
  const said = kind === 'unknown' ? '' : `: ${kind}`;
  const error = (code: string, what: string, retry: Retry): CogneeError =>
    new CogneeError(code, `Cognee ${what} ${subject} (${status})${said}`, { retry, words });
  if (body === undefined) return notCognee(subject, status);
  switch (refusalKindOf(status, words)) {
    case 'credential':
      return error(
        'memory.unauthorized',
        'does not accept COGNEE_API_KEY (or COGNEE_EMAIL and COGNEE_PASSWORD) for',
        retryAfter(settingsPauseMs),
      );
    case 'access':
      return error('memory.forbidden', 'gives no access to', retryAfter(settingsPauseMs));
    case 'budget':
      return error('memory.budget', 'has spent its budget before', retryAfter(budgetPauseMs));
    case 'absent':
      return error('memory.not_found', 'does not know', retryNever);
    case 'failure':
      return error('memory.failed', 'failed at', retryLater);
    case 'refusal':
      return error('memory.refused', 'refuses', retryNever);
  }
}

type RefusalKind = 'credential' | 'access' | 'budget' | 'absent' | 'failure' | 'refusal';

const kinds: Readonly<Record<number, RefusalKind>> = {
  401: 'credential',
  402: 'budget',
  403: 'access',
  404: 'absent',
  408: 'failure',
  409: 'failure',
  425: 'failure',
  429: 'failure',
};

function refusalKindOf(status: number, words: string): RefusalKind {
  if (concernsData(words)) return 'access';
  return kinds[status] ?? (status >= 500 ? 'failure' : 'refusal');
}

function notCognee(subject: string, status: number): CogneeError {
  const message =
    `What answers at COGNEE_URL for ${subject} (${status}) is not Cognee: no JSON came back. ` +
    'Check COGNEE_URL, and what stands between';
  return new CogneeError('memory.bad_answer', message, { retry: retryAfter(unreachablePauseMs) });
}

/** Permission problems come with 401, 403 and 500; only their text tells them apart. */
function concernsData(words: string): boolean {
  return /PermissionDenied|UnauthorizedDataAccess|DatasetNotFound|not accessible/.test(words);
}

const mostWords = 600;

/** What Cognee says, whatever the shape: `detail` text or list, `error` text or object, `message`. */
export function messageIn(body: unknown): string {
  const { detail, error, message } = jsonObject(body);
  const parts = [error, message, detail].map(messagePart).filter((part) => part !== '');
  return [...new Set(parts)].join(': ').replace(/\s+/g, ' ').slice(0, mostWords);
}

function messagePart(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(validationText).join('; ');
  return text(jsonObject(value)['message']) ?? '';
}

function validationText(problem: unknown): string {
  const { loc, msg } = jsonObject(problem);
  const place = Array.isArray(loc) ? loc.map(String).join('.') : '';
  return `${place} ${text(msg) ?? 'is not valid'}`.trim();
}

/** What may be logged of Cognee's words, which may quote a record: the kind of error that they begin with. */
export function kindIn(words: string): string {
  return /\b[A-Za-z][\w.]{0,60}(?:Error|Exception|Timeout)\b/.exec(words)?.[0] ?? 'unknown';
}

/**
 * Whether a failure of indexing has to do with the one who asked or the models rather than with a document: then no
 * document is to blame, and none is set aside. By the class of the exception, as Cognee records it, or by its words.
 */
export function concernsModels(failure: string): boolean {
  if (/model\S* .*(not exist|not found|not supported)/i.test(failure)) return true;
  return /Authentication|PermissionDenied|RateLimit|Budget|Payment|Quota|Connection|Timeout|Unavailable|InternalServer|APIError|NameResolution|OSError|Operational|Cancelled/i.test(
    failure,
  );
}
