import { describe, expect, it } from '@jest/globals';

import { within } from './within.js';

const never = new Promise<never>(() => undefined);

describe('within', () => {
  it('hands on what comes in time', async () => {
    await expect(within(Promise.resolve('answer'), 1000, 'Redis')).resolves.toBe('answer');
  });

  it('hands on why nothing came', async () => {
    await expect(within(Promise.reject(new Error('reset')), 1000, 'Redis')).rejects.toThrow(
      'reset',
    );
  });

  it('rejects what takes too long, and names it', async () => {
    await expect(within(never, 1, 'Redis')).rejects.toThrow('Redis took longer than 1 ms');
  });
});
