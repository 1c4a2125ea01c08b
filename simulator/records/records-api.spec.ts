import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { objectFrom } from '../http/exchange.js';
import { type Answer, ZohoCaller } from '../zoho-caller.js';
import { ZohoSimulator } from '../zoho-simulator.js';

let now: number;
let simulator: ZohoSimulator;
let zoho: ZohoCaller;

beforeEach(async () => {
  now = Date.parse('2026-03-01T09:00:00Z');
  simulator = await ZohoSimulator.start({ company: 'empty', now: () => now });
  zoho = await ZohoCaller.connect(simulator);
});

afterEach(() => simulator.close());

const createAccounts = (count: number, everyMs = 1000): string[] =>
  Array.from({ length: count }, (_, index) => {
    now += everyMs;
    return simulator.createRecord('Accounts', { Account_Name: `Account ${index}` }).id;
  });
const idsOf = (answer: Answer): unknown[] => answer.data.map((row) => row['id']);
const infoOf = (answer: Answer): Readonly<Record<string, unknown>> =>
  objectFrom(objectFrom(answer.json)['info']);

describe('GET /crm/v8/{module}', () => {
  it('answers the asked fields and the id, the newest id first', async () => {
    const [first, second] = createAccounts(2);

    const answer = await zoho.get('/crm/v8/Accounts?fields=Account_Name,Phone,No_Such_Field');

    expect(answer.data).toEqual([
      { id: second, Account_Name: 'Account 1', Phone: null },
      { id: first, Account_Name: 'Account 0', Phone: null },
    ]);
    expect(infoOf(answer)).toMatchObject({
      per_page: 200,
      count: 2,
      page: 1,
      more_records: false,
      sort_by: 'id',
      sort_order: 'desc',
      next_page_token: null,
    });
  });

  it('answers 204 without a body when there is nothing', async () => {
    const { status, text } = await zoho.get('/crm/v8/Deals?fields=Stage');

    expect({ status, text }).toEqual({ status: 204, text: '' });
  });

  it.each([
    ['Accounts', 'REQUIRED_PARAM_MISSING'],
    ['Accounts?fields=', 'REQUIRED_PARAM_MISSING'],
    [`Accounts?fields=${manyOf(51, 'F')}`, 'LIMIT_EXCEEDED'],
    [`Accounts?fields=Phone&ids=${manyOf(101, '1')}`, 'LIMIT_EXCEEDED'],
    ['Accounts?fields=Phone&ids=12,x', 'INVALID_DATA'],
    ['Accounts?fields=Phone&per_page=201', 'INVALID_DATA'],
    ['Accounts?fields=Phone&per_page=0', 'INVALID_DATA'],
    ['Accounts?fields=Phone&sort_by=Phone', 'INVALID_DATA'],
    ['Accounts?fields=Phone&sort_order=up', 'INVALID_DATA'],
    ['Accounts?fields=Phone&page=11', 'DISCRETE_PAGINATION_LIMIT_EXCEEDED'],
    ['Accounts?fields=Phone&page=2&page_token=x', 'AMBIGUITY_DURING_PROCESSING'],
    ['Activities?fields=Subject', 'INVALID_MODULE'],
    ['Unicorns?fields=Subject', 'INVALID_MODULE'],
  ])('refuses %s with 400 and %s', async (path, code) => {
    createAccounts(1);

    const answer = await zoho.get(`/crm/v8/${path}`);

    expect(answer).toMatchObject({ status: 400, code, json: { status: 'error' } });
  });

  it('refuses an unknown page token', async () => {
    createAccounts(1);

    const answer = await zoho.get('/crm/v8/Accounts?fields=Phone&page_token=x');

    expect(answer).toMatchObject({ status: 400, code: 'INVALID_DATA' });
  });

  it('answers the records of the ids that exist, each once', async () => {
    const [first = '', second = ''] = createAccounts(3);
    simulator.deleteRecord('Accounts', second);

    const ids = [first, second, first, '999'].join(',');
    const answer = await zoho.get(`/crm/v8/Accounts?fields=Phone&ids=${ids}`);

    expect(idsOf(answer)).toEqual([first]);
  });

  it('cuts long text to 500 characters', async () => {
    const { id } = simulator.createRecord('Notes', { Note_Content: '😀'.repeat(600) });

    const list = await zoho.get('/crm/v8/Notes?fields=Note_Content');
    const single = await zoho.get(`/crm/v8/Notes/${id}`);

    expect(list.data[0]?.['Note_Content']).toBe('😀'.repeat(500));
    expect(single.data[0]?.['Note_Content']).toBe('😀'.repeat(600));
  });

  it('shows long texts in full where they are asked for, and nothing else', async () => {
    const { id } = simulator.createRecord('Notes', { Note_Content: '😀'.repeat(600) });
    const path = `/crm/v8/Notes/actions/fetch_full_data?ids=${id},999`;

    const full = await zoho.get(`${path}&fields=Note_Content`);

    expect(full.data).toEqual([{ id, Note_Content: '😀'.repeat(600) }]);
    expect(await zoho.get(path)).toMatchObject({ code: 'REQUIRED_PARAM_MISSING' });
    expect(await zoho.get(`${path}&fields=Note_Title`)).toMatchObject({ code: 'INVALID_DATA' });
  });

  it('shows a lookup under the name its record has now', async () => {
    const account = simulator.createRecord('Accounts', { Account_Name: 'Old' });
    simulator.createRecord('Contacts', { Last_Name: 'A', Account_Name: { id: account.id } });
    simulator.updateRecord('Accounts', account.id, { Account_Name: 'New' });

    const { data } = await zoho.get('/crm/v8/Contacts?fields=Account_Name,Full_Name');

    expect(data[0]).toMatchObject({
      Account_Name: { id: account.id, name: 'New' },
      Full_Name: 'A',
    });
  });

  it('sorts by modification, and pages by token through records that change meanwhile', async () => {
    const ids = createAccounts(5);
    const list = '/crm/v8/Accounts?fields=Phone&per_page=2&sort_by=Modified_Time&sort_order=asc';

    const first = await zoho.get(list);
    now += 1000;
    simulator.updateRecord('Accounts', ids[0] ?? '', { Phone: '1' });
    const second = await zoho.get(`${list}&page_token=${String(infoOf(first)['next_page_token'])}`);
    const third = await zoho.get(`${list}&page_token=${String(infoOf(second)['next_page_token'])}`);

    expect([idsOf(first), idsOf(second), idsOf(third)]).toEqual([
      [ids[0], ids[1]],
      [ids[2], ids[3]],
      [ids[4], ids[0]],
    ]);
    expect(infoOf(third)).toMatchObject({ page: 3, more_records: false });
  });

  it('binds a page token to its parameters, for 24 hours', async () => {
    createAccounts(3);
    const token = String(
      infoOf(await zoho.get('/crm/v8/Accounts?fields=Phone&per_page=2'))['next_page_token'],
    );
    const next = `per_page=2&page_token=${token}`;

    const other = await zoho.get(`/crm/v8/Accounts?fields=Website&${next}`);
    const same = await zoho.get(`/crm/v8/Accounts?fields=Phone&${next}`);
    now += 24 * 60 * 60_000;
    zoho = await ZohoCaller.connect(simulator);
    const late = await zoho.get(`/crm/v8/Accounts?fields=Phone&${next}`);

    expect(other.code).toBe('TOKEN_BOUND_DATA_MISMATCH');
    expect(same.data).toHaveLength(1);
    expect(late.code).toBe('EXPIRED_VALUE');
  });

  it('reaches the first 2000 records by page, and the others by token', async () => {
    createAccounts(2100, 0);

    const tenth = await zoho.get('/crm/v8/Accounts?fields=Phone&page=10');
    const token = String(infoOf(tenth)['next_page_token']);
    const eleventh = await zoho.get(`/crm/v8/Accounts?fields=Phone&page_token=${token}`);

    expect(tenth.data).toHaveLength(200);
    expect(eleventh.data).toHaveLength(100);
  });

  it('includes the second of If-Modified-Since, and answers 304 when nothing is as new', async () => {
    const ids = createAccounts(3);
    const since = (epochMs: number) => ({
      'If-Modified-Since': new Date(epochMs).toISOString().replace('.000Z', '+00:00'),
    });

    const latest = await zoho.get('/crm/v8/Accounts?fields=Phone', since(now));
    const none = await zoho.get('/crm/v8/Accounts?fields=Phone', since(now + 1000));

    expect(idsOf(latest)).toEqual([ids[2]]);
    expect({ status: none.status, text: none.text }).toEqual({ status: 304, text: '' });
  });

  it('refuses an If-Modified-Since that isn’t ISO 8601', async () => {
    const answer = await zoho.get('/crm/v8/Accounts?fields=Phone', {
      'If-Modified-Since': 'yesterday',
    });

    expect(answer).toMatchObject({ status: 400, code: 'INVALID_DATA' });
  });
});

describe('GET /crm/v8/{module}/{id}', () => {
  it('answers every field', async () => {
    const { id } = simulator.createRecord('Tasks', { Subject: 'Send contract' });

    const { data } = await zoho.get(`/crm/v8/Tasks/${id}`);

    expect(data).toEqual([simulator.record('Tasks', id)]);
    expect(data[0]).toMatchObject({ id, Modified_Time: '2026-03-01T11:00:00+02:00', Tag: [] });
  });

  it('answers 204 for a record that is deleted or never was', async () => {
    const [id = ''] = createAccounts(1);
    simulator.deleteRecord('Accounts', id);

    const deleted = await zoho.get(`/crm/v8/Accounts/${id}`);
    const unknown = await zoho.get('/crm/v8/Accounts/554023000000000999');

    expect([deleted.status, unknown.status]).toEqual([204, 204]);
  });

  it('answers 204 in a module the record isn’t in', async () => {
    const { id } = simulator.createRecord('Calls', { Subject: 'Hello' });

    expect((await zoho.get(`/crm/v8/Events/${id}`)).status).toBe(204);
  });
});

describe('the API', () => {
  it.each([
    ['POST', '/crm/v8/Accounts', 400, 'INVALID_REQUEST_METHOD'],
    ['GET', '/crm/v8/Accounts/1/2/3', 404, 'INVALID_URL_PATTERN'],
    ['GET', '/crm/v2/Accounts', 404, 'INVALID_URL_PATTERN'],
  ])('answers %s %s with %i %s', async (method, path, status, code) => {
    expect(await zoho.call(method, path)).toMatchObject({ status, code });
  });
});

function manyOf(count: number, item: string): string {
  return Array.from({ length: count }, (_, index) => `${item}${index}`).join(',');
}
