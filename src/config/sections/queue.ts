import { apiNames, seconds, whole } from '../forms/form.js';
import { setting, type SettingsSection } from '../variable.js';

export const queue = {
  title: 'Queues',
  variables: {
    eventTtlSeconds: setting(
      'WEBHOOK_EVENT_TTL',
      whole(1),
      'Seconds a delivery is remembered, so that a repetition is told apart',
      { default: '3600' },
    ),
    maxWaiting: setting(
      'WEBHOOK_MAX_QUEUE_SIZE',
      whole(1),
      'Records that may wait over all queues; at the limit deliveries are answered 503 with Retry-After',
      { default: '10000' },
    ),
    debounceMs: setting(
      'WEBHOOK_DEBOUNCE',
      seconds(0, 3600),
      'Seconds that non-critical updates of one record are gathered before it is synced; 0: none',
      { default: '2' },
    ),
    criticalAccountFields: setting(
      'WEBHOOK_CRITICAL_FIELDS',
      apiNames,
      'Account fields whose change skips the debounce and goes first',
      { default: 'Account_Status,Health_Score,Owner,Annual_Revenue,Account_Type,Industry' },
    ),
  },
} satisfies SettingsSection;
