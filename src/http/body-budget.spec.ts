import { describe, expect, it } from '@jest/globals';

import { BodyBudget, type BodyUnderWay } from './body-budget.js';

const bounds = { total: 1000, perAddress: 600, smallBytes: 10, smallWithinMs: 2000 };

describe('the budget of all bodies', () => {
  let nowMs = 0;
  let budget: BodyBudget;
  let cut: string[];

  const begin = (name: string, group = name, announcedBytes?: number): BodyUnderWay =>
    budget.begin({ group, announcedBytes }, () => cut.push(name));
  const start = (): void => {
    nowMs = 0;
    cut = [];
    budget = new BodyBudget(bounds, () => nowMs);
  };

  it('cuts nothing below it, and counts what is kept', () => {
    start();
    const [one, other] = [begin('one'), begin('other')];
    one.grow(500);
    other.grow(500);

    expect(cut).toEqual([]);
    expect(budget.held).toBe(1000);
    one.end();
    one.end();
    expect(budget.held).toBe(500);
  });

  it('cuts those that have stood still for longest, never the one that comes', () => {
    start();
    const still = [1, 2, 3].map((number) => {
      const body = begin(`still ${number}`);
      body.grow(300);
      nowMs += 1000;
      return body;
    });
    const coming = begin('coming');
    coming.grow(100);
    nowMs += 10;
    coming.grow(200);
    nowMs += 10;
    coming.grow(200);

    expect(cut).toEqual(['still 1', 'still 2']);
    expect(budget.held).toBe(800);
    still[0]?.grow(1000);
    expect(budget.held).toBe(800);
  });

  it('cuts what trickles rather than what flows', () => {
    start();
    const [trickle, flow] = [begin('trickle'), begin('flow')];
    trickle.grow(400);
    for (; nowMs < 5000; nowMs += 1000) trickle.grow(10);
    for (let times = 0; times < 6; times += 1) {
      flow.grow(100);
      nowMs += 100;
    }

    expect(cut).toEqual(['trickle']);
  });

  it('cuts a small one only once it has had its time', () => {
    start();
    const small = begin('small', 'small', 10);
    small.grow(5);
    const large = begin('large');
    large.grow(590);
    nowMs = 1000;
    begin('next').grow(590);
    expect(cut).toEqual(['large']);

    nowMs = 2000;
    begin('after').grow(590);
    expect(cut[1]).toBe('small');
  });

  it('reads a small one though nothing can be cut for it', () => {
    start();
    const read = begin('read', 'read', 600);
    read.grow(600);
    read.complete();
    begin('too', 'too', 400).grow(400);
    begin('small', 'small', 10).grow(10);

    expect(cut).toEqual(['too']);
    expect(budget.held).toBe(610);
  });

  it('has a share for each address, within which the same holds', () => {
    start();
    begin('one', 'same').grow(400);
    nowMs += 1000;
    begin('other', 'same').grow(300);

    expect(cut).toEqual(['one']);
    begin('elsewhere').grow(600);
    expect(cut).toEqual(['one']);
  });
});
