import { BadRequestException } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';

import { type ApiModule } from '../../crm/modules.js';
import { wantedSyncFrom } from './sync-request.js';

const synced: readonly ApiModule[] = ['Accounts', 'Events', 'Calls'];

describe('a request to sync', () => {
  it.each([
    [{ kind: 'modified' }, { kind: 'modified', apis: synced, dryRun: false }],
    [
      { kind: 'full', module: 'Activities', dry_run: true },
      { kind: 'full', apis: ['Events', 'Calls'], dryRun: true },
    ],
    [
      { kind: 'modified', module: 'Calls' },
      { kind: 'modified', apis: ['Calls'], dryRun: false },
    ],
    [
      { kind: 'record', module: 'Accounts', record_id: '7' },
      { kind: 'record', ref: { module: 'Accounts', api: 'Accounts', id: '7' } },
    ],
  ])('%j is understood', (body, wanted) => {
    expect(wantedSyncFrom(body, synced)).toEqual(wanted);
  });

  it.each([
    [undefined, 'kind'],
    ['full', 'the body'],
    [{ kind: 'everything' }, 'kind'],
    [{ kind: 'full', modul: 'Leads' }, 'modul'],
    [{ kind: 'modified', module: 'Calls', record_id: '7' }, 'record_id'],
    [{ kind: 'record', module: 'Accounts', record_id: '7', dry_run: true }, 'dry_run'],
    [{ kind: 'full', dry_run: 'maybe' }, 'dry_run'],
    [{ kind: 'full', module: 'Leads' }, 'module'],
    [{ kind: 'full', module: 'Deals' }, 'module'],
    [{ kind: 'record', record_id: '7' }, 'module'],
    [{ kind: 'record', module: 'Accounts' }, 'record_id'],
    [{ kind: 'record', module: 'Accounts', record_id: 'a b' }, 'record_id'],
  ])('%j is refused, by the name of the field', (body, field) => {
    try {
      wantedSyncFrom(body, synced);
      throw new Error('It was understood.');
    } catch (error) {
      expect(error).toBeInstanceOf(BadRequestException);
      const { message } = (error as BadRequestException).getResponse() as { message: string[] };
      expect(message[0]).toMatch(new RegExp(`^${field} `));
    }
  });
});
