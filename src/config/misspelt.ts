/** What an orchestrator sets beside a Service of that name: `REDIS_PORT_6379_TCP_ADDR`, `COGNEE_SERVICE_HOST`. */
const ofServices = /_SERVICE_(HOST|PORT)|_PORT$|_PORT_\d+_/;

/** A line for each given name that is none of the known ones, but looks like one of them. */
export function misspelt(given: readonly string[], known: readonly string[]): readonly string[] {
  return given
    .filter((name) => !known.includes(name) && !ofServices.test(name))
    .flatMap((name) => {
      const meant = known.find((each) => isMisspelt(name, each));
      return meant === undefined ? [] : [`${name} is not a setting; did you mean ${meant}?`];
    });
}

/** Only what follows the first word may differ: other programs' variables begin with other words. */
function isMisspelt(name: string, known: string): boolean {
  const [, word = '', rest = ''] = /^([A-Z]+_)(.+)$/.exec(known) ?? [];
  // The names of OpenTelemetry are its SDK's, which reads many more than we do.
  if (word === '' || word === 'OTEL_' || !name.startsWith(word)) return false;
  const mistakes = Math.max(1, Math.min(2, Math.floor(rest.length / 3)));
  return isNear(name.slice(word.length), rest, mistakes);
}

/** Whether one becomes the other by so many letters put in, left out, changed, or swapped with the next. */
function isNear(left: string, right: string, mistakes: number): boolean {
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
