import { crmModuleOf } from '../../crm/modules.js';
import { type FieldReport } from '../../zoho/records/field-lessons.js';
import { type Finding, warning } from '../../examination/finding.js';

/** What is wrong with the fields that are wanted; nothing for those that are as they should be. */
export function fieldFindings(reports: readonly FieldReport[]): readonly Finding[] {
  return [...nowhereFindings(reports), ...reports.flatMap(findingsOf)];
}

/** Of a module with several API modules, each reports the same names. */
function nowhereFindings(reports: readonly FieldReport[]): readonly Finding[] {
  const byModule = new Map(reports.map(({ api, nowhere }) => [crmModuleOf(api), nowhere]));
  return [...byModule].flatMap(([module, nowhere]) =>
    nowhere.length === 0
      ? []
      : [
          warning(
            `Fields of ${module}`,
            `ZOHO_FIELDS_${module.toUpperCase()} names ${nowhere.join(', ')}, which ${module} don't have`,
            'check the API names: in Zoho under Setup, Developer Hub, APIs and SDKs, API Names',
          ),
        ],
  );
}

function findingsOf({ api, leftOut, single }: FieldReport): readonly Finding[] {
  const subject = `Zoho: fields of ${api}`;
  const findings: Finding[] = [];
  if (leftOut.length > 0) {
    const message = `Zoho refuses lists (INVALID_DATA) that ask for ${leftOut.join(', ')}: they are left out`;
    findings.push(warning(subject, message, 'nothing, where the organisation has no such field'));
  }
  if (single.length > 0) {
    const message = `Lists lack ${single.join(', ')}: each record is read by itself, at one API credit`;
    findings.push(
      warning(subject, message, 'nothing; or do without them, where credits are short'),
    );
  }
  return findings;
}
