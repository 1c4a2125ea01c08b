import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { GapStore } from '../src/gaps/gap-store.js';
import { ChannelRegister } from '../src/registration/channel-register.js';
import { asOperator } from './support/running-service.js';
import { SyncedCrm } from './support/synced-crm.js';

interface Row {
  readonly api: string;
  readonly action?: string;
  readonly gaps?: readonly object[];
  readonly remedy?: string | null;
}

describe('channels over HTTP', () => {
  let crm: SyncedCrm;

  beforeEach(async () => {
    // No schedule: what is wrong stays so until somebody asks for it to be put right.
    crm = await SyncedCrm.start({ ROLE: 'web' });
  });

  afterEach(() => crm.close());

  const does = (deed: 'register' | 'renew', body: object = {}) =>
    asOperator(crm.service.url).post(`/channels/${deed}`).send(body);
  const planned = async (deed: 'register' | 'renew', body: object = {}) => {
    const answer = await does(deed, { ...body, dry_run: true }).expect(200);
    const rows = (answer.body as { readonly planned: readonly Row[] }).planned;
    return rows.map(({ api, action }) => `${api} ${action ?? ''}`).sort();
  };
  const lose = (api: string): void => {
    const all = crm.simulator.channels();
    const lost = all.find(({ events }) => events.some((event) => event.startsWith(`${api}.`)));
    crm.simulator.expireChannel(lost?.id ?? '');
  };
  const changes = (): number =>
    crm.simulator.requests.filter(
      ({ path, method }) => path.endsWith('/actions/watch') && method !== 'GET',
    ).length;

  it('says what would be done, and does it then', async () => {
    lose('Deals');

    const before = await planned('register');
    const untouched = changes();
    const { body } = (await does('register').expect(200)) as { body: { channels: Row[] } };
    const after = await planned('register');

    expect(before).toHaveLength(7);
    expect(before).toContain('Deals create');
    expect(before.filter((line) => line.endsWith(' leave'))).toHaveLength(6);
    expect(untouched).toBe(0);
    expect(body.channels).toContainEqual(
      expect.objectContaining({ api: 'Deals', status: 'registered', done: 'created' }),
    );
    expect(after.filter((line) => !line.endsWith(' leave'))).toEqual([]);
  });

  it('renews all, or those of one module', async () => {
    expect(await planned('renew', { module: 'Activities' })).toEqual([
      'Calls renew',
      'Events renew',
    ]);

    const { body } = (await does('renew', { module: 'Deals' }).expect(200)) as {
      body: { channels: Row[] };
    };

    expect(body.channels).toMatchObject([{ api: 'Deals', done: 'renewed' }]);
    await does('renew', { module: 'Leads' }).expect(400, /module must be one of Accounts/);
    await does('renew', { modul: 'Deals' }).expect(400, /modul is not known/);
  });

  it('lists what is wrong, what may have been missed, and what to do', async () => {
    await crm.service.app.get(ChannelRegister, { strict: false }).disable('Notes', 1);
    const gap = { api: 'Deals', fromMs: 1000, toMs: 2000, reason: 'downtime' } as const;
    await crm.service.app.get(GapStore, { strict: false }).note(gap);

    const { body } = (await crm.service.get('/channels').expect(200)) as { body: Row[] };
    const of = (api: string): Row | undefined => body.find((row) => row.api === api);

    expect(of('Accounts')).toMatchObject({ status: 'watched', gaps: [], remedy: null });
    expect(of('Deals')?.gaps).toEqual([
      { from: '1970-01-01T00:00:01.000Z', to: '1970-01-01T00:00:02.000Z', reason: 'downtime' },
    ]);
    expect(of('Notes')).toMatchObject({ status: 'disabled' });
    expect(of('Notes')?.remedy).toContain('zoho-sync webhooks enable');
  });

  it('registers what was unregistered, and renews none of it', async () => {
    await crm.service.app.get(ChannelRegister, { strict: false }).setUnregistered(Date.now());

    await does('renew').expect(409, /unregistered.*webhooks register/);
    expect(await planned('register')).toContain('Deals leave');
    await does('register').expect(200);

    await does('renew', { dry_run: true }).expect(200);
  });

  it('says why Zoho can not be asked', async () => {
    crm.simulator.faults.add({ match: { path: '/crm/v8/actions/watch' }, status: 500 });

    const answer = await does('register', { dry_run: true }).expect(503);

    expect(answer.text).toContain('HTTP 500');
  });
});
