import { Injectable } from '@nestjs/common';

import { type AppError } from '../../kernel/app-error.js';
import { Metrics } from '../../observability/metrics.js';
import { ProcessConditions } from '../../observability/process-conditions.js';
import { type Subject } from '../../observability/trouble.js';
import { ZohoError, type ZohoErrorCode } from './zoho-error.js';

/** What the answer of a call says of the API credits. */
interface Credits {
  readonly creditsRemaining: number | undefined;
}

/** Whose fault an error is; one of a single call says nothing about the rest. */
const faults = {
  'zoho.unavailable': 'zoho',
  'zoho.timeout': 'zoho',
  'zoho.bad_answer': 'zoho',
  'zoho.token_unavailable': 'zoho',
  'zoho.unauthorized': 'credentials',
  'zoho.credentials_rejected': 'credentials',
  'zoho.token_throttled': 'credentials',
  'zoho.token_refused': 'credentials',
  'zoho.quota_exhausted': 'credits',
  'zoho.rate_limited': undefined,
  'zoho.scope_missing': undefined,
  'zoho.refused': undefined,
  'zoho.credentials_missing': undefined,
} as const satisfies Record<ZohoErrorCode, Subject | undefined>;

type Culprit = Exclude<(typeof faults)[ZohoErrorCode], undefined>;

/** So long the last word about credits counts: who doesn't call doesn't hear that they came back. */
const creditsCountForMs = 20 * 60_000;

/** What becomes of calls to Zoho, for the metrics and for parts that ask whether Zoho works. */
@Injectable()
export class CallConditions {
  readonly #conditions: Readonly<Record<Culprit, ReturnType<ProcessConditions['of']>>>;
  #creditsNotedAt = 0;

  constructor(
    private readonly metrics: Metrics,
    conditions: ProcessConditions,
  ) {
    this.#conditions = {
      zoho: conditions.of('zoho'),
      credentials: conditions.of('credentials'),
      credits: conditions.of('credits'),
    };
    metrics.beforeScrape(() => {
      if (performance.now() - this.#creditsNotedAt > creditsCountForMs)
        metrics.zohoCredits.remove();
      return Promise.resolve();
    });
  }

  /** To be called when the call has ended. */
  startTimer(): () => void {
    return this.metrics.zohoCallDuration.startTimer();
  }

  answered(answer: Credits): void {
    this.metrics.zohoCalls.inc({ outcome: 'ok' });
    this.#noteCredits(answer);
    for (const condition of Object.values(this.#conditions)) condition.worked();
  }

  /** `answer`: undefined where none came. */
  failed(error: AppError, answer?: Credits): void {
    this.metrics.zohoCalls.inc({ outcome: error.code });
    if (answer?.creditsRemaining !== undefined) this.#noteCredits(answer);
    const fault = error instanceof ZohoError ? faults[error.code] : undefined;
    if (fault !== undefined) this.#conditions[fault].failed(error);
    // Whoever refuses a call is there; but the token isn't looked at before the server is.
    if (answer !== undefined && fault !== 'zoho') this.#conditions.zoho.worked();
  }

  /** Zoho tells them once half of the day's are used: an answer without them says that there are plenty. */
  #noteCredits({ creditsRemaining }: Credits): void {
    if (creditsRemaining === undefined) {
      this.metrics.zohoCredits.remove();
      return;
    }
    this.metrics.zohoCredits.set(Math.max(0, creditsRemaining));
    this.#creditsNotedAt = performance.now();
  }
}
