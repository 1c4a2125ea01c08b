import { as, duration, matching, orOff, whole } from '../forms/form.js';
import { setting, type SettingsSection } from '../variable.js';

export const schedule = {
  title: 'What runs on a schedule',
  variables: {
    /** How often Zoho is asked what channels it has. */
    checkChannelsEveryMs: setting(
      'CHANNEL_RENEW_EVERY',
      duration,
      'How often channels are checked for renewal',
      { default: '1h' },
    ),
    /** Undefined: never. */
    sweepEveryMs: setting(
      'SYNC_MODIFIED_EVERY',
      orOff(duration),
      'How often the sweep of modified records runs; or off',
      { default: '1h' },
    ),
    /** `HH:MM` in UTC; undefined: never. */
    compareAt: setting(
      'SYNC_FULL_AT',
      orOff(matching(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be HH:MM (UTC)')),
      'When all records are compared each day, HH:MM in UTC; or off',
      { default: '02:00' },
    ),
    renderPerHour: setting(
      'SYNC_RENDER_PER_HOUR',
      whole(1),
      'Documents made anew per hour because fields, labels or the renderer changed; `zoho-sync sync full` does all at once',
      { default: '5000' },
    ),
    /** Of records that lists don't show whole, and of what memory finds documents by. */
    driftShare: setting(
      'SYNC_DRIFT_SHARE',
      as(whole(0, 100), (share) => share / 100),
      'Percent of the records that lists do not show whole which are read by themselves in each daily comparison',
      { default: '2' },
    ),
    metadataEveryMs: setting(
      'SYNC_METADATA_EVERY',
      duration,
      'How often names, labels, types and picklists of modules and fields are read anew',
      { default: '6h' },
    ),
    /** API credits that sweeps may use in a day (UTC); undefined: as many as they need. */
    creditsPerDay: setting(
      'SYNC_CREDIT_BUDGET',
      as(whole(0), (credits) => (credits === 0 ? undefined : credits)),
      "API credits of Zoho's that sweeps, comparisons and backfills may use per day (UTC); live changes don't count; 0: no limit",
      { default: '20000' },
    ),
  },
} satisfies SettingsSection;
