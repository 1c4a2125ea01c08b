import { type AccessReport } from '../../zoho/tokens/access-probe.js';
import { dataCenterOf } from '../../zoho/tokens/data-centers.js';
import { failure, type Finding, ok, warning } from '../../examination/finding.js';

const smallSkewMs = 30_000;
const largeSkewMs = 5 * 60_000;

/** What Zoho lets these credentials do, judged by what the service needs. */
export function accessFindings(report: AccessReport, dataCenter: string): readonly Finding[] {
  const { user, apiUrl, permissions, skewMs } = report;
  const home = dataCenterOf(apiUrl);
  const whose = user === undefined ? 'accepted' : `accepted, of ${user}`;
  const place =
    home === undefined || home === dataCenter
      ? []
      : [
          warning(
            'Zoho data centre',
            `The organisation is in ${home}, ZOHO_DATA_CENTER is ${dataCenter}`,
            `set ZOHO_DATA_CENTER=${home}`,
          ),
        ];
  const clock = skewMs === undefined ? [] : [clockFinding(skewMs)];
  const [first] = permissions;
  // Zoho answers nothing at all: that is one finding, and no word about the credentials.
  if (first !== undefined && permissions.every(({ status }) => status === 'unknown')) {
    const remedy = 'put that right, or wait; then `zoho-sync auth check`';
    return [failure('Zoho', first.detail, remedy), ...place, ...clock];
  }
  return [ok('Zoho credentials', whose), ...place, ...permissions.map(permissionFinding), ...clock];
}

function permissionFinding(permission: AccessReport['permissions'][number]): Finding {
  const { purpose, scope, status, detail } = permission;
  const subject = `Zoho: ${purpose}`;
  switch (status) {
    case 'allowed':
      return ok(subject, 'allowed');
    case 'missing_scope':
      return failure(
        subject,
        `The scope ${scope} is missing`,
        'generate a code with it, then `zoho-sync auth exchange`',
      );
    case 'forbidden':
      return failure(
        subject,
        "The user's profile does not allow it",
        'grant it in Zoho under Security Control, or use the credentials of an administrator',
      );
    case 'admin_only':
      return warning(
        subject,
        'Single records can be read, but no lists: sweeps pass this module over',
        'use the credentials of an administrator',
      );
    case 'unknown':
      return failure(subject, detail, 'try again later');
  }
}

/** Expiries and windows of sweeps are reckoned by Zoho's clock, so a clock that is off costs less than one would think. */
export function clockFinding(skewMs: number): Finding {
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  const direction = skewMs > 0 ? 'behind' : 'ahead of';
  const message = `This clock is ${seconds} s ${direction} Zoho's`;
  const remedy = 'run NTP on this machine';
  if (Math.abs(skewMs) < smallSkewMs) return ok('Clock', `${seconds} s from Zoho's`);
  return Math.abs(skewMs) < largeSkewMs
    ? warning('Clock', message, remedy)
    : failure('Clock', message, remedy);
}
