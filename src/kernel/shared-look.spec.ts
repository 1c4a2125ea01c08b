import { describe, expect, it } from '@jest/globals';

import { SharedLook } from './shared-look.js';

describe('a shared look', () => {
  it('is taken once for all who ask within its time, and while it is under way', async () => {
    let nowMs = 0;
    let looks = 0;
    const look = new SharedLook(
      () => Promise.resolve((looks += 1)),
      1000,
      () => nowMs,
    );

    const first = look.now();
    nowMs = 5000;
    expect(await Promise.all([first, look.now()])).toEqual([1, 1]);
    expect(await look.now()).toBe(2);
    nowMs = 5999;
    expect(await look.now()).toBe(2);
    nowMs = 6000;
    expect(await look.now()).toBe(3);
  });

  it('that failed is taken anew after its time too', async () => {
    let nowMs = 0;
    const answers = [Promise.reject(new Error('away')), Promise.resolve('there')];
    const look = new SharedLook(
      () => answers.shift()!,
      1000,
      () => nowMs,
    );

    await expect(look.now()).rejects.toThrow('away');
    await expect(look.now()).rejects.toThrow('away');
    nowMs = 1000;
    expect(await look.now()).toBe('there');
  });
});
