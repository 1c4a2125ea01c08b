const dateTimePattern =
  /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)(?:\.\d{1,9})?(Z|[+-]\d{2}:?\d{2})$/i;

const datePattern = /^\d{4}-\d{2}-\d{2}$/;

/**
 * Epoch ms of an ISO date (its midnight in UTC) or date-time; undefined for other text. A date-time without an offset is
 * other text: to read it by the machine's time zone would give each machine its own answer.
 */
export function epochMs(value: unknown): number | undefined {
  if (typeof value !== 'string' || value.length > 40) return undefined;
  const text = value.trim();
  const isoText = datePattern.test(text) ? text : isoDateTime(text);
  const ms = isoText === undefined ? NaN : Date.parse(isoText);
  return Number.isNaN(ms) ? undefined : ms;
}

function isoDateTime(text: string): string | undefined {
  const match = dateTimePattern.exec(text);
  if (match === null) return undefined;
  const [, date, time, offset = 'Z'] = match;
  const withColon = offset.length === 5 ? `${offset.slice(0, 3)}:${offset.slice(3)}` : offset;
  return `${String(date)}T${String(time)}${withColon.toUpperCase()}`;
}

/** `2026-05-14T08:36:13Z` for a date-time in any offset, `2026-05-14` for a date; undefined for other text. */
export function utcText(value: unknown): string | undefined {
  const ms = epochMs(value);
  if (ms === undefined || typeof value !== 'string') return undefined;
  const text = value.trim();
  return datePattern.test(text) ? text : `${new Date(ms).toISOString().slice(0, -5)}Z`;
}
