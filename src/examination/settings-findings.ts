import { type Settings } from '../config/settings.js';
import { type Finding, ok, warning } from './finding.js';

/** What is set, judged by what it means. */
export function settingsFindings({ doubts, webhook, zoho }: Settings): readonly Finding[] {
  const remedy = 'see .env.example';
  const findings = [
    ok('Settings', 'usable'),
    ...doubts.map((doubt) => warning('Settings', doubt, remedy)),
  ];
  if (!webhook.enabled) {
    const message = 'WEBHOOK_ENABLED is false: deliveries are refused with 503';
    findings.push(warning('Deliveries', message, 'remove it'));
  }
  if (webhook.previousSecret !== undefined) {
    const message = 'WEBHOOK_SECRET_PREVIOUS is set: the old secret is accepted too';
    findings.push(warning('Secret', message, '`zoho-sync secret rotate` says when it can go'));
  }
  if (zoho.credentials === undefined) {
    findings.push(ok('Zoho', 'no credentials: payload mode, records come from the deliveries'));
  }
  return findings;
}
