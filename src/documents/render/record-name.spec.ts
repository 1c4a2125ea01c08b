import { describe, expect, it } from '@jest/globals';

import { crmModuleOf, type ApiModule } from '../../crm/modules.js';
import { extraFieldLabel } from '../text/field-label.js';
import { recordTitle } from './record-name.js';

function titleOf(api: ApiModule, fields: Record<string, unknown>) {
  return recordTitle({ module: crmModuleOf(api), api, id: '5', modifiedAtMs: 0, fields });
}

describe('recordTitle', () => {
  it.each<[ApiModule, Record<string, unknown>, string]>([
    ['Accounts', { Account_Name: 'Acme' }, 'Account: Acme (Accounts/5)'],
    ['Contacts', { First_Name: 'Jo', Last_Name: 'Li' }, 'Contact: Jo Li (Contacts/5)'],
    ['Contacts', { Last_Name: 'Li', Full_Name: 'Old Name' }, 'Contact: Li (Contacts/5)'],
    ['Contacts', { First_Name: 'Jo', Full_Name: 'Jo Li' }, 'Contact: Jo Li (Contacts/5)'],
    ['Deals', { Deal_Name: 'Renewal' }, 'Deal: Renewal (Deals/5)'],
    ['Tasks', { Subject: 'Call' }, 'Task: Call (Tasks/5)'],
    ['Notes', { Note_Title: 'Hi', Note_Content: 'x' }, 'Note: Hi (Notes/5)'],
    ['Notes', { Note_Title: null, Note_Content: 'a\nb' }, 'Note: a b (Notes/5)'],
    ['Events', { Event_Title: 'Kick-off' }, 'Meeting: Kick-off (Activities/5)'],
    ['Calls', { Subject: 'Intro' }, 'Call: Intro (Activities/5)'],
    ['Contacts', {}, 'Contact 5'],
    ['Accounts', { Account_Name: { name: 'x' } }, 'Account 5'],
    ['Deals', { Deal_Name: ' \n' }, 'Deal 5'],
  ])('of %s with %j is %s', (api, fields, title) => {
    expect(titleOf(api, fields)).toBe(title);
  });

  it('stays short for a long name', () => {
    expect(titleOf('Deals', { Deal_Name: 'x'.repeat(10_000) }).length).toBeLessThan(150);
  });
});

describe('extraFieldLabel', () => {
  it.each([
    ['Renewal_Risk', 'Renewal risk'],
    ['SLA_Level__c', 'SLA level'],
    ['Record_Status__s', 'Record status'],
    ['$approval_state', 'Approval state'],
    ['riskScore', 'RiskScore'],
    ['__', '__'],
  ])('reads %s as %s', (api, label) => {
    expect(extraFieldLabel(api)).toBe(label);
  });
});
