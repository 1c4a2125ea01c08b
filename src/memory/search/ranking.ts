import { type Weighed } from './candidates.js';
import { type Wording } from './question.js';
import { plain, plainWords, termsOf } from './searchable-text.js';

/** A document's texts, as far as they are looked at. */
export interface RankedText {
  readonly key: string;
  readonly title: string;
  readonly body: string;
}

/** So much of a long text is looked at. */
const lookedAt = 20_000;
const ordinaryLength = 1500;
const mostTimes = 5;
/** Where a document begins to list other records, each of which has a document of its own. */
const listOfOthers = /\n## [^\n]*\n\n- /;
const ofItsOwn = 1.6;
const inList = 0.5;
const inTitle = 3;
const inTerms = 2;
const leastCovered = 0.35;

/** How well a document answers; comparable within one question only. */
export function scoreOf(document: RankedText, asked: readonly Weighed[]): number {
  return scoreIn(placesOf(document), asked);
}

/** Where a document says what it says. */
export function placesOf({ key, title, body }: RankedText): Places {
  const text = body.slice(0, lookedAt);
  const listAt = text.search(listOfOthers);
  const ownLength = listAt < 0 ? text.length : listAt;
  const own = text.slice(0, ownLength);
  const others = text.slice(ownLength);
  return {
    title: plainWords(title),
    id: plainWords(key.slice(key.indexOf('/') + 1)),
    own: plainWords(own),
    others: plainWords(`${others} ${termsOf('', others)}`),
    terms: plainWords(termsOf(key, own)),
    perTime: 1 / (0.6 + 0.4 * Math.sqrt(body.length / ordinaryLength)),
  };
}

export function scoreIn(places: Places, asked: readonly Weighed[]): number {
  let score = 0;
  let covered = 0;
  let all = 0;
  for (const { wordings, weight } of asked) {
    const best = Math.max(0, ...wordings.map((wording) => wordingScore(wording, places)));
    score += best * weight;
    if (best > 0) covered += weight;
    all += weight;
  }
  return all === 0 ? 0 : score * (leastCovered + ((1 - leastCovered) * covered) / all);
}

export interface Places {
  readonly title: string;
  readonly id: string;
  readonly own: string;
  readonly others: string;
  readonly terms: string;
  readonly perTime: number;
}

function wordingScore(
  wording: Wording,
  { title, id, own, others, terms, perTime }: Places,
): number {
  const sought = soughtText(wording);
  const times = timesIn(own, sought);
  const told = times > 0 ? ofItsOwn + 0.15 * (times - 1) : others.includes(sought) ? inList : 0;
  const inBody = perTime * told;
  const named = title.includes(sought) || id.includes(sought) ? inTitle : 0;
  const termed = named === 0 && terms.includes(sought) ? inTerms : 0;
  return wording.weight * Math.max(named + 0.2 * inBody, termed + inBody);
}

/** As `plainWords` has it: with spaces around, none after a beginning. */
export function soughtText({ words, isBeginning }: Wording): string {
  return ` ${plain(words.join(' '))}${isBeginning ? '' : ' '}`;
}

function timesIn(text: string, sought: string): number {
  let times = 0;
  for (let at = text.indexOf(sought); at >= 0 && times < mostTimes; times += 1) {
    at = text.indexOf(sought, at + sought.length - 1);
  }
  return times;
}
