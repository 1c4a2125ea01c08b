import { dayFrom, instantMs } from '../../kernel/iso-time.js';

/**
 * Epoch ms of an ISO day (its midnight in UTC) or of a date-time with an offset; undefined for other text, and for a
 * date-time without an offset, which is no moment but one on each machine.
 */
export function epochMs(value: unknown): number | undefined {
  const day = dayFrom(value);
  return day === undefined ? instantMs(value) : Date.parse(`${day}T00:00:00Z`);
}

/**
 * A day as it is written; a moment as the clocks of the organisation show it, with their offset, and in UTC:
 * `2026-05-14 10:36 +02:00 (2026-05-14T08:36:13Z)`. In UTC alone where no zone is known. Undefined for other text.
 */
export function timeText(value: unknown, timeZone?: string): string | undefined {
  return read(value, timeZone, (utc, local) => (local === undefined ? utc : `${local} (${utc})`));
}

/** As `timeText`, once only: by the clocks of the organisation, or in UTC where its zone isn't known. */
export function shortTimeText(value: unknown, timeZone?: string): string | undefined {
  return read(value, timeZone, (utc, local) => local ?? utc);
}

function read(
  value: unknown,
  timeZone: string | undefined,
  textOf: (utc: string, local: string | undefined) => string,
): string | undefined {
  const ms = instantMs(value);
  if (ms === undefined) return dayFrom(value);
  return textOf(`${new Date(ms).toISOString().slice(0, -5)}Z`, localText(ms, timeZone));
}

/** `2026-05-14 10:36 +02:00`; undefined where no zone is known, and where the zone's time is UTC. */
function localText(ms: number, timeZone: string | undefined): string | undefined {
  const [, sign, hours, minutes] = offsetPattern.exec(offsetText(ms, timeZone)) ?? [];
  if (sign === undefined) return undefined;
  const offsetMs = (Number(hours) * 60 + Number(minutes)) * 60_000;
  if (offsetMs === 0) return undefined;
  const local = new Date(ms + (sign === '-' ? -offsetMs : offsetMs)).toISOString();
  return `${local.slice(0, 10)} ${local.slice(11, 16)} ${sign}${String(hours)}:${String(minutes)}`;
}

/** Zones had offsets of odd seconds in the 19th century, which no ISO time can say: those times are given in UTC. */
const offsetPattern = /^GMT([+-])(\d{2}):(\d{2})$/;

/** An organisation has one zone, and a formatter takes longer to make than to use. */
let latest: { readonly timeZone: string; readonly format: Intl.DateTimeFormat | undefined } = {
  timeZone: '',
  format: undefined,
};

function offsetText(ms: number, timeZone = ''): string {
  if (latest.timeZone !== timeZone) latest = { timeZone, format: formatOf(timeZone) };
  const parts = latest.format?.formatToParts(ms) ?? [];
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
}

/** Undefined for a name that this Node doesn't know as a zone. */
function formatOf(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  } catch {
    return undefined;
  }
}
