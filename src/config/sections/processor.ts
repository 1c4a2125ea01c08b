import { seconds, whole } from '../forms/form.js';
import { setting, type SettingsSection } from '../variable.js';

export const processor = {
  title: 'Processing',
  variables: {
    batchSize: setting(
      'WEBHOOK_BATCH_SIZE',
      whole(1, 50),
      'Records fetched, and written, per call at most (1 to 50)',
      { default: '10' },
    ),
    batchTimeoutMs: setting(
      'WEBHOOK_BATCH_TIMEOUT',
      seconds(0, 300),
      'Seconds a batch may wait to fill at the very most; it never waits when nothing else can join it',
      { default: '5' },
    ),
    maxAttempts: setting(
      'WEBHOOK_MAX_RETRIES',
      whole(1, 100),
      'Attempts per record before it goes to the dead letters',
      { default: '3' },
    ),
    retryDelayBaseMs: setting(
      'WEBHOOK_RETRY_DELAY_BASE',
      seconds(0, 30),
      'Seconds before the second attempt; doubles with each further one, with jitter, at most 30',
      { default: '2' },
    ),
    lanes: setting(
      'WEBHOOK_NUM_WORKERS',
      whole(1, 100),
      'Batches in flight per CRM module and process',
      { default: '3' },
    ),
  },
} satisfies SettingsSection;
