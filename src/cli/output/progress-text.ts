const barWidth = 24;

/** How far a piece of work is, since when. */
export interface WorkProgress {
  readonly done: number;
  readonly of: number;
  readonly elapsedMs: number;
}

/** `[######------------------]  25%  2,500 of 10,000  210/s  36 s left` */
export function progressText({ done, of, elapsedMs }: WorkProgress): string {
  const share = of === 0 ? 1 : Math.min(1, done / of);
  const bar = '#'.repeat(Math.round(share * barWidth)).padEnd(barWidth, '-');
  const percent = `${Math.floor(share * 100)}%`.padStart(4);
  const countedThings = `${grouped(done)} of ${grouped(of)}`;
  return `[${bar}] ${percent}  ${countedThings}${rateText(done, elapsedMs)}${leftText({ done, of, elapsedMs })}`;
}

/** `12,400 listed  2,100/s`: work whose end isn't known. */
export function countText(what: string, done: number, elapsedMs: number): string {
  return `${grouped(done)} ${what}${rateText(done, elapsedMs)}`;
}

/** `12,400`, whatever the machine's language is. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `1 document`, `12,400 documents`. */
export function countedThings(count: number, thing: string): string {
  return `${grouped(count)} ${thing}${count === 1 ? '' : 's'}`;
}

function rateText(done: number, elapsedMs: number): string {
  return elapsedMs < 1000 ? '' : `  ${grouped(Math.round((done * 1000) / elapsedMs))}/s`;
}

function leftText({ done, of, elapsedMs }: WorkProgress): string {
  if (elapsedMs < 1000 || done === 0 || done >= of) return '';
  const seconds = Math.ceil(((of - done) * elapsedMs) / done / 1000);
  return seconds < 120 ? `  ${seconds} s left` : `  ${grouped(Math.ceil(seconds / 60))} min left`;
}
