/** ISO 8601 in UTC, as logs, answers and output have it; null where the time isn't known. */
export function isoTime(epochMs: number): string;
export function isoTime(epochMs: number | undefined): string | null;
export function isoTime(epochMs: number | undefined): string | null {
  return epochMs === undefined ? null : new Date(epochMs).toISOString();
}

/** The same of a time that may be 0, which stands for one that nobody told. */
export function knownTime(epochMs: number | undefined): string | null {
  return isoTime(epochMs === 0 ? undefined : epochMs);
}

const pattern =
  /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:?\d{2})$/i;

const dayPattern = /^\d{4}-\d{2}-\d{2}$/;

/** As long as a time may be with blanks around it; what is longer isn't looked at. */
const maxLength = 40;

/** Years before are written in another way, which few programs read. */
const yearZeroMs = Date.parse('0000-01-01T00:00:00Z');

/**
 * Epoch ms of an ISO 8601 date-time with an offset; undefined for any other text. `01/02/2026` is a day in January or
 * one in February, and a time without an offset another moment on each machine: whoever guesses there loses changes.
 */
export function instantMs(value: unknown): number | undefined {
  const match = pattern.exec(shortText(value));
  if (match === null) return undefined;
  const [, day, time, offset = 'Z'] = match;
  if (dayFrom(day) === undefined) return undefined;
  const withColon = offset.length === 5 ? `${offset.slice(0, 3)}:${offset.slice(3)}` : offset;
  const ms = Date.parse(`${String(day)}T${String(time)}${withColon.toUpperCase()}`);
  return ms >= yearZeroMs ? ms : undefined;
}

/** `2026-05-14` of a text that is a day of the calendar and nothing else; undefined for any other text. */
export function dayFrom(value: unknown): string | undefined {
  const text = shortText(value);
  if (!dayPattern.test(text)) return undefined;
  const ms = Date.parse(`${text}T00:00:00Z`);
  // What isn't in the calendar, as the 30th of February, would be read as a day of March.
  const isReal = !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
  return isReal ? text : undefined;
}

function shortText(value: unknown): string {
  return typeof value === 'string' && value.length <= maxLength ? value.trim() : '';
}
