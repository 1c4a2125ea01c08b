import { describe, expect, it } from '@jest/globals';

import { kindsOf } from '../../test/support/organisation-kinds.js';
import { readSettings } from '../config/read-settings.js';
import { DocumentFields } from './document-fields.js';

const settings = readSettings({
  WEBHOOK_SECRET: 'ab'.repeat(32),
  REDIS_URL: 'redis://127.0.0.1:1',
  ZOHO_FIELDS_TASKS: 'Owner,id,Mine',
});

describe('the fields that documents are made of', () => {
  it('begin with the id, come once each, and name the parent module of an activity', () => {
    const fields = new DocumentFields(kindsOf(settings)).of('Tasks');

    expect(fields[0]).toBe('id');
    expect(new Set(fields).size).toBe(fields.length);
    expect(fields).toEqual(
      expect.arrayContaining(['Modified_Time', 'Created_Time', 'Owner', '$se_module', 'Mine']),
    );
  });

  it('are uncertain where the organisation made them, or the settings name them', () => {
    const fields = new DocumentFields(kindsOf(settings));

    expect(fields.uncertain('Accounts')).toEqual(['Account_Status', 'Health_Score']);
    expect(fields.uncertain('Tasks')).toEqual(['id', 'Mine']);
  });
});
