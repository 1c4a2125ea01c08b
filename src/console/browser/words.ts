/** `12 s`, `4 min`, `3 h`, `2 days`. */
export function lasting(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 120) return `${whole} s`;
  if (whole < 7200) return `${Math.round(whole / 60)} min`;
  return whole < 172_800 ? `${Math.round(whole / 3600)} h` : `${Math.round(whole / 86_400)} days`;
}

/** How long something lasts still, in two units: `6 d 11 h`, `3 h 20 min`, `45 s`. */
export function left(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const parts = [
    [Math.floor(whole / 86_400), 'd'],
    [Math.floor(whole / 3600) % 24, 'h'],
    [Math.floor(whole / 60) % 60, 'min'],
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  if (first < 0) return `${whole} s`;
  const shown = parts.slice(first, first + 2).filter(([count]) => count > 0);
  return shown.map(([count, unit]) => `${count} ${unit}`).join(' ');
}

/** How long ago a time of ISO 8601 was, or `never`. */
export function ago(time: string | null | undefined): string {
  if (time === null || time === undefined) return 'never';
  const seconds = (Date.now() - Date.parse(time)) / 1000;
  return seconds < 2 ? 'just now' : `${lasting(seconds)} ago`;
}

/** A time of ISO 8601 as people here read it; with the day where that isn't today. */
export function clock(time: string | null | undefined): string {
  if (time === null || time === undefined) return '–';
  const date = new Date(time);
  const isToday = date.toDateString() === new Date().toDateString();
  const time24 = date.toLocaleTimeString([], { hour12: false });
  return isToday ? time24 : `${date.toLocaleDateString()} ${time24}`;
}

export function count(number: number | null | undefined): string {
  return number === null || number === undefined ? '–' : number.toLocaleString('en');
}

/** `1 record`, `2 records`. */
export function counted(number: number, one: string, many = `${one}s`): string {
  return `${count(number)} ${number === 1 ? one : many}`;
}

/** Of what happens in a minute. */
export function perMinute(rate: number | null | undefined): string {
  if (rate === null || rate === undefined) return '–';
  return rate >= 100 ? count(Math.round(rate)) : String(rate);
}
