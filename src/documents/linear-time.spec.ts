import { describe, it } from '@jest/globals';

import { expectLinear } from '../../test/support/linear-time.js';
import { plainTextOf } from './rich-text/rich-text.js';
import { asItReads } from './text/lookalikes.js';
import { inlineText, quotedText } from './text/plain-text.js';
import { timeText } from './text/time-text.js';

/** Pieces of which a record's text may hold any number. */
const pieces = [
  ...[
    'a',
    ' ',
    '\n',
    '1',
    '(',
    '( ',
    '(Accounts/',
    '(a/1',
    ')',
    '[',
    '](',
    ']\\',
    '<',
    '<a',
    '<a ',
  ],
  ...[
    '<!--',
    '</',
    '&',
    '&#',
    '&lt;',
    '\\',
    '`',
    '*',
    '字',
    '\u0301',
    '\u200d',
    '👩\u200d',
    'می\u200c',
  ],
  ...['crm[', 'crm[a#', ']crm', '2026-', '\ufe0f'],
];

const readers: Readonly<Record<string, (text: string) => unknown>> = {
  'a text in one line': (text) => inlineText(text, 1_000_000),
  'a quoted text': (text) => quotedText(text),
  'what a text reads like': asItReads,
  'rich text': plainTextOf,
  'a time': (text) => timeText(text, 'Europe/Berlin'),
};

describe.each(Object.entries(readers))('the time to read %s', (_, read) => {
  it.each(pieces)('grows no faster than the text, of %j', (piece) => {
    expectLinear((n) => read(piece.repeat(n)));
  });
});
