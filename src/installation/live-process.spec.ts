import { describe, expect, it } from '@jest/globals';

import { type LiveProcess, liveProcessFrom } from './live-process.js';

const trouble = {
  subject: 'zoho',
  sinceMs: 1,
  lastFailedMs: 2,
  code: 'zoho.timeout',
  message: 'm',
} as const;
const process: LiveProcess = {
  id: 'a',
  role: 'web',
  host: 'h',
  pid: 7,
  version: '1.2.3',
  memoryBytes: 1000,
  startedAtMs: 1,
  seenAtMs: 2,
  accepts: ['f'],
  modules: ['Deals', 'Vehicles'],
  troubles: [trouble],
  worked: { memory: 3 },
};
const textWith = (parts: object): string => JSON.stringify({ ...process, ...parts });

describe('the heartbeat of a process', () => {
  it('is read as it was written', () => {
    expect(liveProcessFrom(textWith({}))).toStrictEqual(process);
  });

  it.each([undefined, 'Deals', [7], ['no name']])('tells no modules by %j', (modules) => {
    expect(liveProcessFrom(textWith({ modules }))).toStrictEqual({ ...process, modules: [] });
  });

  it.each([
    ['nothing', undefined, undefined],
    ['nonsense', 'x', 'y'],
    ['an unknown subject', [{ ...trouble, subject: 'weather' }], { weather: 1 }],
    ['no times', [{ ...trouble, sinceMs: 'x' }], { zoho: 'x' }],
    ['null', [null], null],
  ])('is one of a process without troubles where it tells %s of them', (_, troubles, worked) => {
    expect(liveProcessFrom(textWith({ troubles, worked }))).toStrictEqual({
      ...process,
      ...{ troubles: [], worked: {} },
    });
  });

  it.each([
    ['no JSON', '{'],
    ['no id', textWith({ id: 1 })],
    ['no process id', textWith({ pid: '7' })],
    ['no time', textWith({ seenAtMs: null })],
    ['nothing that it accepts', textWith({ accepts: undefined })],
  ])('is passed over where there is %s', (_, text) => {
    expect(liveProcessFrom(text)).toBeUndefined();
  });
});
