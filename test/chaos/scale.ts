/** How long things are: `short` for every commit, `full` for when it is meant. */
export interface Scale {
  readonly name: 'short' | 'full';
  /** How long records are changed at least. */
  readonly loadMs: number;
  /** How long a frozen process or server stands still. */
  readonly freezeMs: number;
  /** How long a full, read-only or failing server stays so. */
  readonly outageMs: number;
}

export const scales: Readonly<Record<Scale['name'], Scale>> = {
  short: { name: 'short', loadMs: 3000, freezeMs: 3000, outageMs: 2000 },
  full: { name: 'full', loadMs: 8000, freezeMs: 20_000, outageMs: 6000 },
};
