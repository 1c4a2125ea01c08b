import { describe, it } from '@jest/globals';

import { expectLinear } from '../../test/support/linear-time.js';
import { plainChunk } from './cognee/cognee-document.js';
import { excerptOf } from './search/excerpt.js';
import { askedIn } from './search/question.js';
import { scoreOf } from './search/ranking.js';
import { plain, plainWords, searchableText, termsOf } from './search/searchable-text.js';
import { allSynonyms } from './search/synonyms.js';

/** Pieces of which a record's text, or a question, may hold any number. */
const pieces = [
  'a',
  'ø',
  '1',
  '+1 (',
  ' ',
  '[',
  '](',
  '`',
  '\\',
  '*',
  '#',
  '\n',
  '\n- ',
  '字',
  '\u0301',
];

const synonyms = allSynonyms('', plain);
const asked = askedIn('turbine', synonyms).map((each) => ({ ...each, weight: 1 }));

const readers: Readonly<Record<string, (text: string) => unknown>> = {
  'the words of a text': plainWords,
  'what is indexed of it': searchableText,
  'what else it is found by': (text) => termsOf('Notes/1', text),
  'its excerpt': (body) => excerptOf(body, asked),
  'its score': (body) => scoreOf({ key: 'Notes/1', title: body, body }, asked),
  'a question': (text) => askedIn(text, synonyms),
  "a chunk of Cognee's": plainChunk,
};

describe.each(Object.entries(readers))('the time to read %s', (_, read) => {
  it.each(pieces)('grows no faster than the text, of %j', (piece) => {
    expectLinear((n) => read(piece.repeat(n)));
  });
});
