import { Global, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { describe, expect, it } from '@jest/globals';

import { settingsFor } from '../../test/support/scripted-server.js';
import { Settings } from '../config/settings.js';
import { Clock, SystemClock } from '../kernel/clock.js';
import { Metrics } from '../observability/metrics.js';
import { ProcessConditions } from '../observability/process-conditions.js';
import { RedisConnections } from '../redis/redis-connections.js';
import { ZohoChannels } from './channels/zoho-channels.js';
import { ZohoHttp } from './http/zoho-http.js';
import { ZohoLists } from './records/zoho-lists.js';
import { ZohoRecords } from './records/zoho-records.js';
import { ZohoModule } from './zoho.module.js';

const base = [
  { provide: Settings, useValue: settingsFor('http://127.0.0.1:1') },
  { provide: RedisConnections, useValue: {} },
  { provide: Clock, useClass: SystemClock },
  Metrics,
  ProcessConditions,
];

@Global()
@Module({ providers: base, exports: base })
class BaseModule {}

describe('ZohoModule', () => {
  it('can be built without credentials and says at the first call what is missing', async () => {
    const app = await Test.createTestingModule({ imports: [BaseModule, ZohoModule] }).compile();

    const wanted = {
      ready: () => Promise.resolve(),
      isAll: () => false,
      of: (): [string] => ['id'],
      named: () => [],
      uncertain: () => [],
    };
    const records = new ZohoRecords(
      app.get(ZohoHttp),
      app.get(ZohoLists),
      wanted,
      app.get(Settings),
    );

    const outcomes = await records.load('Deals', [{ module: 'Deals', id: '1' }]);

    expect(outcomes).toMatchObject([
      { status: 'failed', error: { code: 'zoho.credentials_missing', retry: { kind: 'never' } } },
    ]);
    await expect(app.get(ZohoChannels).list()).rejects.toMatchObject({
      code: 'zoho.credentials_missing',
      message: expect.stringContaining('ZOHO_REFRESH_TOKEN'),
    });
  });
});
