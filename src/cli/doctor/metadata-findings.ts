import { type ApiModule } from '../../crm/modules.js';
import { type Metadata } from '../../metadata/module-metadata.js';
import { failure, type Finding, ok, warning } from '../../examination/finding.js';

const subject = 'Zoho: what the organisation has';

/** What Zoho tells of the organisation's modules and fields, judged by what the settings ask for. */
export function metadataFindings(
  { modules, moduleNames, timeZone, currency, refusals }: Metadata,
  synced: readonly ApiModule[],
): readonly Finding[] {
  const known = modules.filter(({ fields }) => fields !== undefined).length;
  const places = [timeZone, currency].filter((each) => each !== undefined);
  const told = `fields of ${known} modules${places.map((place) => `, ${place}`).join('')}`;
  const unknown = synced.filter((api) => moduleNames?.includes(api) === false);
  return [
    ...(known > 0 ? [ok(subject, told)] : []),
    ...scopeFindings(refusals),
    ...unknown.map((api) =>
      failure(
        `Zoho: module ${api}`,
        'The organisation has no such module, or its user may not use it',
        'remove it from ZOHO_MODULES; API names are in Zoho under Setup, Developer Hub, APIs and SDKs, API Names',
      ),
    ),
  ];
}

/** A missing scope is one finding, whatever it was needed for. */
function scopeFindings(refusals: Metadata['refusals']): readonly Finding[] {
  const scopes = [...new Set(refusals.flatMap(({ scope }) => scope ?? []))];
  const others = refusals.filter(({ scope }) => scope === undefined);
  return [
    ...scopes.map((scope) =>
      warning(
        subject,
        `The scope ${scope} is missing: labels, types and time zone of the organisation aren't known, and modules that it made itself are read record by record`,
        'generate a code with it, then `zoho-sync auth exchange`',
      ),
    ),
    ...others.map(({ what, reason }) => warning(`Zoho: ${what}`, reason, 'see the message')),
  ];
}
