const endings = ['ingly', 'ation', 'ings', 'ing', 'ers', 'ies', 'ed', 'es', 'en', 'er', 's', 'e'];
const leastStem = 4;

/** The beginning that the forms of a word share, where it is long enough to mean something; else the word itself. */
export function stemOf(word: string): string {
  if (!/^[a-z]+$/.test(word)) return word;
  const ending = endings.find((each) => word.endsWith(each));
  const stem = ending === undefined ? word : word.slice(0, -ending.length);
  return stem.length >= leastStem ? stem : word;
}
