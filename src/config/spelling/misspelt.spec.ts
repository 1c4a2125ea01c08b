import { describe, expect, it } from '@jest/globals';

import { readSettings } from '../read-settings.js';

const required = { WEBHOOK_SECRET: 'a1'.repeat(32), REDIS_URL: 'redis://127.0.0.1' };

describe('a variable that is no setting', () => {
  it.each([
    ['ZOHO_MODULE', 'ZOHO_MODULES'],
    ['ZOHO_FIELDS_DEAL', 'ZOHO_FIELDS_DEALS'],
    ['WEBHOOK_BASEURL', 'WEBHOOK_BASE_URL'],
    ['WEBHOOK_SERCET_PREVIOUS', 'WEBHOOK_SECRET_PREVIOUS'],
    ['REDIS_PROT', 'REDIS_PORT'],
    ['REDIS_DBS', 'REDIS_DB'],
    ['COGNEE_URI', 'COGNEE_URL'],
    ['MEMORY_SINKS', 'MEMORY_SINK'],
    ['SYNC_FULL_AT_', 'SYNC_FULL_AT'],
    ['CHANNEL_RENEW_EVRY', 'CHANNEL_RENEW_EVERY'],
    ['ADMIN_TOKENS', 'ADMIN_TOKEN'],
  ])('is told of as %s, which looks like %s, without its value', (name, meant) => {
    const { doubts } = readSettings({ ...required, [name]: 'hunter2' });

    expect(doubts).toEqual([`${name} is not a setting; did you mean ${meant}?`]);
  });

  it.each([
    ['of another program', { PATH: '/bin', HOSTS: 'a', REDIS_COMMANDER_USER: 'a', PORTS: '1' }],
    ['that looks like none', { ZOHO_REGION: 'eu', MEMORY_LIMIT: '1', REDIS_TO: 'x' }],
    ['that is empty', { ZOHO_MODULE: '' }],
    ["of OpenTelemetry's SDK", { OTEL_EXPORTER_OTLP_ENDPOINTS: 'x', OTEL_SERVICE_NAME: 'x' }],
    [
      'that Kubernetes sets beside a Service',
      {
        REDIS_PORT: 'tcp://10.0.0.1:6379',
        REDIS_PORT_6379_TCP: 'tcp://10.0.0.1:6379',
        REDIS_PORT_6379_TCP_ADDR: '10.0.0.1',
        REDIS_SERVICE_HOST: '10.0.0.1',
        REDIS_SERVICE_PORT: '6379',
        COGNEE_PORT: 'tcp://10.0.0.2:8000',
        MEMORY_PORT: 'tcp://10.0.0.3:8000',
      },
    ],
  ])('is passed over in silence: one %s', (_, variables) => {
    expect(readSettings({ ...required, ...variables }).doubts).toEqual([]);
  });
});
