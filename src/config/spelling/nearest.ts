/** Whether one becomes the other by so many letters put in, left out, changed, or swapped with the next. */
export function isNear(left: string, right: string, mistakes: number): boolean {
  if (left === right) return true;
  if (mistakes === 0) return false;
  let at = 0;
  while (left[at] === right[at]) at += 1;
  const [one, other] = [left.slice(at), right.slice(at)];
  const isSwapped = one.slice(0, 2) === [other[1], other[0]].join('');
  return [
    [one.slice(1), other],
    [one, other.slice(1)],
    [one.slice(1), other.slice(1)],
    ...(isSwapped ? [[one.slice(2), other.slice(2)]] : []),
  ].some(([here = '', there = '']) => isNear(here, there, mistakes - 1));
}

/** How many letters of a name of this length may be wrong, so that it is still told from others. */
export function mistakesIn(name: string): number {
  return Math.max(1, Math.min(2, Math.floor(name.length / 3)));
}

/** The name that was meant, in any case and with a letter or two wrong; undefined where none is near. */
export function nearestOf(given: string, names: readonly string[]): string | undefined {
  const lower = given.toLowerCase();
  const same = names.find((name) => name.toLowerCase() === lower);
  return same ?? names.find((name) => isNear(lower, name.toLowerCase(), mistakesIn(name)));
}
