const isoPattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:?\d{2})$/;

/** The organisation's clock and time zone. Zoho writes times to the second, with the user's offset from UTC. */
export class ZohoTime {
  private aheadMs = 0;

  constructor(
    private readonly source: () => number,
    private readonly utcOffsetMinutes: number,
  ) {}

  /** Epoch ms. */
  now(): number {
    return this.source() + this.aheadMs;
  }

  /** Puts the clock forward, or back. */
  advance(ms: number): void {
    this.aheadMs += ms;
  }

  /** Epoch ms of the second that is running: the precision in which Zoho keeps times. */
  second(): number {
    return wholeSecond(this.now());
  }

  /** `2026-11-30T12:00:00+02:00` */
  format(epochMs: number): string {
    const local = new Date(epochMs + this.utcOffsetMinutes * 60_000).toISOString().slice(0, 19);
    const minutes = Math.abs(this.utcOffsetMinutes);
    const sign = this.utcOffsetMinutes < 0 ? '-' : '+';
    return `${local}${sign}${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
  }

  /** `2026-11-30` */
  formatDay(epochMs: number): string {
    return this.format(epochMs).slice(0, 10);
  }
}

export function wholeSecond(epochMs: number): number {
  return Math.floor(epochMs / 1000) * 1000;
}

/** Epoch ms of an ISO 8601 time with an offset; undefined for anything else. */
export function epochMsFrom(text: string): number | undefined {
  if (!isoPattern.test(text)) return undefined;
  const epochMs = Date.parse(text);
  return Number.isNaN(epochMs) ? undefined : epochMs;
}

export function hasFraction(text: string): boolean {
  return isoPattern.exec(text)?.[1] !== undefined;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
