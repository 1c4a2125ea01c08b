import { describe, expect, it } from '@jest/globals';

import { registerStateFrom } from './register-state.js';

const known = { channelId: '1', confirmedAtMs: 1, expiresAtMs: 2, aliveAtMs: 3 };

describe('registerStateFrom', () => {
  it('reads what was written', () => {
    const check = {
      atMs: 1,
      failure: 'x',
      failures: 2,
      againAtMs: 3,
      skewMs: -4,
      waitsForProcesses: true,
    };
    const state = registerStateFrom(
      {
        'known:Deals': JSON.stringify(known),
        'disabled:Tasks': '{"atMs":5}',
        'refused:Notes': '{"code":"NOT_SUPPORTED","atMs":6}',
        'unkept:Tasks': '{"code":"LIMIT_REACHED","field":"x","atMs":8}',
        unregistered: '7',
        check: JSON.stringify(check),
      },
      9,
    );

    expect(state).toEqual({
      known: [{ api: 'Deals', ...known }],
      disabled: new Map([['Tasks', 5]]),
      refused: new Map([['Notes', { code: 'NOT_SUPPORTED', atMs: 6 }]]),
      unkept: new Map([['Tasks', { code: 'LIMIT_REACHED', field: 'x', atMs: 8 }]]),
      unregisteredAtMs: 7,
      check,
      readAtMs: 9,
    });
  });

  it.each([
    ['nothing', {}],
    ['a module of somebody else', { 'known:no-module': JSON.stringify(known) }],
    ['what is no JSON', { 'known:Deals': 'x', unregistered: 'x' }],
    ['half of a channel', { 'known:Deals': '{"channelId":"1"}' }],
    ['another version', { 'something:Deals': '{}', more: '1' }],
  ])('makes nothing of %s', (_, fields) => {
    expect(registerStateFrom(fields, 9)).toEqual({
      known: [],
      disabled: new Map(),
      refused: new Map(),
      unkept: new Map(),
      unregisteredAtMs: undefined,
      check: undefined,
      readAtMs: 9,
    });
  });
});
