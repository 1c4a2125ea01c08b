import { type HealthIndicatorResult } from '@nestjs/terminus';

import { isoTime } from '../../kernel/iso-time.js';
import { type Subject, type Trouble } from '../../observability/trouble.js';

/** One thing that must be well for the process to do its work. It never rejects and answers within a second. */
export interface ReadinessCheck {
  check(): HealthIndicatorResult | Promise<HealthIndicatorResult>;
}

/** Since when there has been trouble with the subject; nothing where it only just began. */
export function sinceOf(
  troubles: readonly Trouble[],
  subject: Subject,
): { readonly since?: string } {
  const trouble = troubles.find((each) => each.subject === subject);
  return trouble === undefined ? {} : { since: isoTime(trouble.sinceMs) };
}
