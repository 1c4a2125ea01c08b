import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const deploy = join(import.meta.dirname, '../../deploy');
const textOf = (path: string): string => readFileSync(join(deploy, path), 'utf8');

describe('the Helm chart', () => {
  // A chart can't reach outside of itself.
  it.each([
    ['alerts.yml', 'prometheus/alerts.yml'],
    ['dashboard.json', 'grafana/zoho-webhook-sync.json'],
  ])('has %s as it is in deploy/%s', (copy, original) => {
    expect(textOf(`helm/zoho-webhook-sync/files/${copy}`)).toBe(textOf(original));
  });
});
