import { type CrmRecord } from '../crm/crm-record.js';

/** Whether something is still to come of a record; a deal that is over may say how it ended. */
export interface RecordState {
  readonly open: boolean;
  readonly outcome?: 'won' | 'lost';
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim().toLowerCase() : '';
}

/** Zoho's own final stages are `Closed Won`, `Closed Lost` and `Closed-Lost to Competition`; any `Closed…` is over. */
function dealState(stage: string): RecordState {
  if (!stage.startsWith('closed') && stage !== 'won' && stage !== 'lost') return { open: true };
  if (stage.includes('lost')) return { open: false, outcome: 'lost' };
  return stage.includes('won') ? { open: false, outcome: 'won' } : { open: false };
}

/** A call is to come while it is planned. One of which nothing is said is over where it has a length or a result. */
function isOpenCall(fields: CrmRecord['fields']): boolean {
  const status = textOf(fields['Call_Status']) || textOf(fields['Outgoing_Call_Status']);
  if (status !== '') return status === 'scheduled' || status === 'overdue';
  const length = fields['Call_Duration_in_seconds'];
  // Only of a number or a text: an object that can't be made a number of would throw.
  const lasted = (typeof length === 'number' || typeof length === 'string') && Number(length) > 0;
  return textOf(fields['Call_Result']) === '' && !lasted;
}

/**
 * The state as the record alone tells it, without a clock: rendering a record twice gives the same bytes. So a meeting
 * stays open when it has passed; its date says the rest.
 */
export function recordState(record: CrmRecord): RecordState {
  const { fields } = record;
  switch (record.api) {
    case 'Deals':
      return dealState(textOf(fields['Stage']));
    case 'Tasks':
      return { open: !/^(?:completed|closed)/.test(textOf(fields['Status'])) };
    case 'Calls':
      return { open: isOpenCall(fields) };
    case 'Accounts':
    case 'Contacts':
    case 'Events':
    case 'Notes':
      return { open: true };
  }
}
