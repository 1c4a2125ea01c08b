import { describe, expect, it } from '@jest/globals';

import {
  forgedKeys,
  hiddenOrders,
  hostileTexts,
  invisibles,
  liveLinks,
} from '../../../test/support/hostile-texts.js';
import { kindsWith } from '../../../test/support/organisation-kinds.js';
import { type ApiModule, crmModuleOf, usualApis } from '../../crm/modules.js';
import { askedIn } from '../../memory/search/question.js';
import { excerptOf } from '../../memory/search/excerpt.js';
import { plain } from '../../memory/search/searchable-text.js';
import { allSynonyms } from '../../memory/search/synonyms.js';
import { factsOf } from '../facts/record-facts.js';
import { fieldsOf } from '../kinds/kinds.js';
import { asItReads, bracketed } from '../text/lookalikes.js';
import { renderRecord } from './render-record.js';

const context = { kindOf: kindsWith(['Mine', 'My_List']) };

function filledWith(api: ApiModule, text: string) {
  const link = { name: text, id: '7', module: 'Deals' };
  const fields: Record<string, unknown> = { Mine: text, My_List: [text, { name: text }] };
  for (const field of fieldsOf(api)) {
    fields[field.api] = field.kind === 'lookup' ? link : text;
    if (field.kind === 'list') fields[field.api] = [text, { name: text, Email: text }];
  }
  return { module: crmModuleOf(api), api, id: '5', modifiedAtMs: 0, fields };
}

const asked = askedIn('evil hello x', allSynonyms('', plain)).map((each) => ({
  ...each,
  weight: 1,
}));

/** All that a record with this text in every field gives to a memory, and what a search shows of it. */
function shownOf(api: ApiModule, text: string): readonly string[] {
  const record = filledWith(api, text);
  const { title, body, summary } = renderRecord(record, context);
  const facts = JSON.stringify(factsOf(record, {}));
  return [title, body, summary.title, summary.line, facts, excerptOf(body, asked)];
}

/** What the text says in compatibility forms, and to somebody who takes Markdown's escapes away. */
function readOf(text: string): string {
  const signs = /[\\*`~]|[\p{M}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
  return text.normalize('NFKD').replace(signs, '').toLowerCase();
}

const key = /\(\s*accounts\s*\/\s*[\p{Nd}\p{No}]{3}\s*\)/u;
/** What is in brackets that only look like round ones. */
function looksForged(text: string): boolean {
  return [...text.matchAll(bracketed)].some(([, inner = '']) => {
    return /^\s*accounts\s*\/\s*(?:999|000)\s*$/i.test(asItReads(inner));
  });
}

const live = /\]\\*[(:]|<[!?]|<\/?[a-z][a-z0-9-]+[\s/>:]/i;

describe.each(usualApis)('a hostile text in every field of %s', (api) => {
  it('names no other record', () => {
    const forged = forgedKeys.flatMap((text) =>
      shownOf(api, text).filter((shown) => {
        return key.test(readOf(shown)) || looksForged(shown);
      }),
    );

    expect(forged).toEqual([]);
  });

  it('hides nothing', () => {
    const hidden = new Set(invisibles);
    const found = [...hiddenOrders, ...forgedKeys].flatMap((text) =>
      shownOf(api, text).filter((shown) =>
        Array.from(shown).some((character) => hidden.has(character)),
      ),
    );

    expect(found).toEqual([]);
  });

  it('is no link, image or element', () => {
    const found = liveLinks.flatMap((text) =>
      shownOf(api, text).filter((shown) => live.test(shown)),
    );

    expect(found).toEqual([]);
  });

  it('has lines of which every piece of 250 characters shows whose it is', () => {
    const long = hostileTexts.flatMap((text) => {
      const { body } = renderRecord(filledWith(api, text), context);
      return body.split('\n').filter((line) => line.startsWith('>') && line.length > 202);
    });

    expect(long).toEqual([]);
  });
});

it('has a corpus of some size', () => {
  expect(new Set(hostileTexts).size).toBeGreaterThanOrEqual(200);
});
