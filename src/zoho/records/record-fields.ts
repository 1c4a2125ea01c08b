/** Zoho's limits for one list read: 50 fields, and 1024 characters of ids ("Get Records", Zoho CRM API v8). */
export const maxFields = 50;
const maxIds = 50;
const maxIdsLength = 1024;

/** What every group of fields has, so that the groups of one record can be put together. */
const groupFields = ['id', 'Modified_Time'] as const;

/** The fields in as few groups as Zoho takes at a time. Several groups have id and Modified_Time in common. */
export function fieldGroups(fields: readonly string[]): readonly (readonly string[])[] {
  if (fields.length <= maxFields) return [fields];
  const others = fields.filter((field) => !(groupFields as readonly string[]).includes(field));
  const size = maxFields - groupFields.length;
  const count = Math.ceil(others.length / size);
  return Array.from({ length: count }, (_, index) => [
    ...groupFields,
    ...others.slice(index * size, (index + 1) * size),
  ]);
}

/** The ids in groups that one list read takes. */
export function idGroups(ids: readonly string[]): readonly (readonly string[])[] {
  const groups: string[][] = [];
  for (const id of ids) {
    const last = groups.at(-1);
    const fits =
      last !== undefined && last.length < maxIds && [...last, id].join(',').length <= maxIdsLength;
    if (fits) last.push(id);
    else groups.push([id]);
  }
  return groups;
}
