import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';

import { readTokensIn } from './read-tokens.js';
import { SyncedModules } from '../crm/synced-modules.js';

const folder = mkdtempSync(join(tmpdir(), 'read-tokens-'));
const token = 'q8Zt41vLx0Rm7KcW2eYp9HsBn5DjUg3A';
const taken = '7KcW2eYp9HsBn5DjUg3Aq8Zt41vLx0Rm';

function read(text: string): ReturnType<typeof readTokensIn> {
  const path = join(folder, 'tokens.json');
  writeFileSync(path, text);
  const synced = new SyncedModules(['Accounts', 'Contacts', 'Activities']);
  return readTokensIn(path, { synced, taken: [taken] });
}

function readTokens(...tokens: readonly unknown[]): ReturnType<typeof readTokensIn> {
  return read(JSON.stringify({ tokens }));
}

describe('readTokensIn', () => {
  it('reads which modules a token may see, and which fields are hidden from it', () => {
    const fields = { Activities: { omit: ['Venue'] }, Contacts: { mask: ['job title'] } };
    const { tokens } = readTokens({ name: 'sales', token, modules: ['Contacts'], fields });
    const view = tokens?.[0]?.view;

    expect(view?.shows('Contacts')).toBe(true);
    expect(view?.shows('Accounts')).toBe(false);
    expect(view?.hiding('Events', 'Venue')).toBe('omit');
    expect(view?.hiding('Calls', 'venue')).toBe('omit');
    expect(view?.hiding('Contacts', 'Title', 'Job title')).toBe('mask');
    expect(view?.hiding('Contacts', 'Phone')).toBeUndefined();
  });

  it('hides nothing from a token that names nothing', () => {
    expect(readTokens({ name: 'all', token }).tokens?.[0]?.view.isWhole).toBe(true);
  });

  it.each<[string, unknown, RegExp]>([
    ['no object', 5, /tokens\[0\] must be an object/],
    ['no name', { token }, /tokens\[0\]\.name must be/],
    ['a name of ours', { name: 'READ_TOKEN', token }, /tokens\[0\]\.name must be/],
    ['a short token', { name: 'a', token: 'short' }, /tokens\[0\]\.token must be 32/],
    ['a token that is taken', { name: 'a', token: taken }, /no other token/],
    ['a misspelt module', { name: 'a', token, modules: ['Contcts'] }, /some of Accounts/],
    ['a part of a module', { name: 'a', token, modules: ['Events'] }, /some of Accounts/],
    ['no module', { name: 'a', token, modules: [] }, /some of Accounts/],
    ['fields of a misspelt module', { name: 'a', token, fields: { Contcts: {} } }, /name modules/],
    ['another word', { name: 'a', token, fields: { Contacts: { hide: [] } } }, /omit, mask, not/],
    ['no list', { name: 'a', token, fields: { Contacts: { omit: 'x' } } }, /must be a list/],
    ['a misspelt part', { name: 'a', token, field: {} }, /not field/],
  ])('tells of %s', (_what, given, line) => {
    const { problems } = readTokens(given);

    expect(problems).toEqual([expect.stringMatching(line)]);
    expect(problems?.[0]).not.toContain(token);
  });

  it('tells of tokens and names that are there twice', () => {
    expect(readTokens({ name: 'a', token }, { name: 'a', token }).problems).toHaveLength(1);
    expect(readTokens({ name: 'a', token }, { name: 'b', token }).problems).toHaveLength(1);
  });

  it.each(['', '[]', '{"tokens":{}}'])('tells how the file looks in place of %j', (text) => {
    expect(read(text).problems).toEqual([expect.stringMatching(/must hold JSON/)]);
  });

  it('tells of a file that is not there', () => {
    const synced = new SyncedModules(['Accounts']);
    const { problems } = readTokensIn(join(folder, 'none'), { synced, taken: [] });

    expect(problems).toEqual(['must be a file that can be read']);
  });
});
