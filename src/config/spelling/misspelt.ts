import { isNear, mistakesIn } from './nearest.js';

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
  return isNear(name.slice(word.length), rest, mistakesIn(rest));
}
