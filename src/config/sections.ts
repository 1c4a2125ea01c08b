import { memory } from './sections/memory.js';
import { processor } from './sections/processor.js';
import { queue } from './sections/queue.js';
import { redis } from './sections/redis.js';
import { schedule } from './sections/schedule.js';
import { service } from './sections/service.js';
import { tracing } from './sections/tracing.js';
import { webhook } from './sections/webhook.js';
import { zoho } from './sections/zoho.js';
import { type SettingsSection, type ValuesOf } from './variable.js';

/** Every variable that the service reads, in the order of `.env.example`. Names and defaults are the outside contract. */
export const sections: readonly SettingsSection[] = [
  service,
  webhook,
  queue,
  processor,
  redis,
  zoho,
  memory,
  schedule,
  tracing,
];

/** The same variables by where their values go. */
export const variables = {
  service: service.variables,
  webhook: webhook.variables,
  queue: queue.variables,
  processor: processor.variables,
  redis: redis.variables,
  zoho: zoho.variables,
  memory: memory.variables,
  schedule: schedule.variables,
  tracing: tracing.variables,
};

/** What the variables say, before it is regrouped to `Settings`. */
export type Values = ValuesOf<typeof variables>;
