import { describe, expect, it } from '@jest/globals';

import { type LastCheck, type RegisterState } from '../register-state.js';
import { nextCheckMs } from './next-check.js';

const hourMs = 3_600_000;
const well: LastCheck = {
  atMs: 1_000_000_000,
  failure: undefined,
  failures: 0,
  againAtMs: 0,
  skewMs: 0,
  waitsForProcesses: false,
};

function next(changes: Partial<RegisterState>, check: Partial<LastCheck> = {}): number {
  const state: RegisterState = {
    known: [],
    disabled: new Map(),
    refused: new Map(),
    unkept: new Map(),
    unregisteredAtMs: undefined,
    check: { ...well, ...check },
    readAtMs: well.atMs,
    ...changes,
  };
  return nextCheckMs(state, hourMs, ['Deals']) - well.atMs;
}

const livesFor = (lifeMs: number) => ({
  api: 'Deals' as const,
  channelId: '1',
  confirmedAtMs: well.atMs,
  expiresAtMs: well.atMs + lifeMs,
  aliveAtMs: well.atMs,
});

describe('nextCheckMs', () => {
  it('is at once where Zoho was never asked', () => {
    expect(next({ check: undefined })).toBe(-well.atMs);
  });

  it('is after the usual time', () => {
    expect(next({ known: [livesFor(6 * 24 * hourMs)] })).toBe(hourMs);
  });

  it('is at half of a life that ends before that', () => {
    expect(next({ known: [livesFor(20 * 60_000)] })).toBe(10 * 60_000);
  });

  it('counts a life by the clock of Zoho', () => {
    expect(next({ known: [livesFor(20 * 60_000)] }, { skewMs: 60_000 })).toBe(9 * 60_000);
  });

  it.each([
    ['is disabled', { disabled: new Map([['Deals', 0]] as const) }],
    [
      'is refused',
      { refused: new Map([['Deals', { code: 'X', field: undefined, atMs: 0 }]] as const) },
    ],
    ['is synced no more', { known: [{ ...livesFor(60_000), api: 'Notes' as const }] }],
  ])('does not come sooner for a channel whose module %s', (_, state) => {
    expect(next({ known: [livesFor(60_000)], ...state })).toBe(hourMs);
  });

  it.each([
    [1, 15_000],
    [2, 30_000],
    [3, 60_000],
    [50, 60_000],
  ])('after %d failures in a row is %d ms later', (failures, laterMs) => {
    expect(next({}, { failure: 'x', failures })).toBe(laterMs);
  });

  it('keeps the pause that Zoho asked for', () => {
    const againAtMs = well.atMs + 10 * 60_000;

    expect(next({}, { failure: 'x', failures: 1, againAtMs })).toBe(10 * 60_000);
  });

  it('comes soon while channels wait for processes to be replaced', () => {
    expect(next({}, { waitsForProcesses: true })).toBe(30_000);
  });
});
