import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';

import { AppError, retryLater, retryNever } from '../kernel/app-error.js';
import { Batcher, type BatcherOptions } from './batcher.js';

interface SentBatch {
  readonly items: readonly string[];
  /** Ends the batch: each item's result is its name in capitals unless others are given. */
  end(results?: readonly string[]): Promise<void>;
  fail(error: Error): Promise<void>;
}

const passed = (ms: number) => jest.advanceTimersByTimeAsync(ms);

/** A batcher and the batches it sent, each under way until it is ended. */
function makeBatcher(options: Partial<BatcherOptions> = {}) {
  const sent: SentBatch[] = [];
  const send = (items: readonly string[]): Promise<readonly string[]> =>
    new Promise((resolve, reject) => {
      sent.push({
        items,
        end: (results = items.map((item) => item.toUpperCase())) => {
          resolve(results);
          return passed(0);
        },
        fail: (error) => {
          reject(error);
          return passed(0);
        },
      });
    });
  const batcher = new Batcher(send, { maxItems: 3, lanes: 2, maxWaitMs: 50, ...options });
  const results: string[] = [];
  const add = (names: string) => {
    for (const name of names) {
      batcher.add(name).then(
        (result) => results.push(result),
        (error: unknown) => results.push(`${name}: ${(error as AppError).code}`),
      );
    }
  };
  return { add, results, sent, items: () => sent.map((batch) => batch.items.join('')) };
}

describe('Batcher', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('sends a full batch at once', () => {
    const { add, items } = makeBatcher();

    add('abc');

    expect(items()).toEqual(['abc']);
  });

  it('sends what there is once no further item has come for two milliseconds', async () => {
    const { add, items } = makeBatcher();

    add('a');
    await passed(1);
    add('b');
    await passed(1);
    expect(items()).toEqual([]);
    await passed(1);

    expect(items()).toEqual(['ab']);
  });

  it('sends full batches and the rest', async () => {
    const { add, items } = makeBatcher({ lanes: 3 });

    add('abcdefgh');
    expect(items()).toEqual(['abc', 'def']);
    await passed(2);

    expect(items()).toEqual(['abc', 'def', 'gh']);
  });

  it('sends one by one where a batch holds one', async () => {
    const { add, items, sent } = makeBatcher({ maxItems: 1 });

    add('abc');
    expect(items()).toEqual(['a', 'b']);
    await sent[1]!.end();

    expect(items()).toEqual(['a', 'b', 'c']);
  });

  it('lets no item wait for others longer than the maximum', async () => {
    const { add, items } = makeBatcher({ maxItems: 100, maxWaitMs: 5 });

    for (const name of 'abcdefgh') {
      add(name);
      await passed(1);
    }

    expect(items()[0]).toMatch(/^abcdef?$/);
  });

  it('waits for nobody where the maximum is zero', async () => {
    const { add, items } = makeBatcher({ maxWaitMs: 0 });

    add('a');
    await passed(1);

    expect(items()).toEqual(['a']);
  });

  it('has no more batches under way than it has lanes, and fills the next ones meanwhile', async () => {
    const { add, items, sent } = makeBatcher({ lanes: 1 });
    add('a');
    await passed(2);

    add('b');
    await passed(1000);
    add('cd');
    await passed(1000);
    expect(items()).toEqual(['a']);
    await sent[0]!.end();
    expect(items()).toEqual(['a', 'bcd']);
    add('e');
    await passed(1000);
    await sent[1]!.end();

    expect(items()).toEqual(['a', 'bcd', 'e']);
  });

  it('sends everything that waited behind a busy lane, however much it is', async () => {
    const { add, items, sent } = makeBatcher({ lanes: 1 });
    add('abcdefgh');

    for (let ended = 0; ended < 3; ended += 1) {
      await passed(2);
      await sent[ended]!.end();
    }

    expect(items()).toEqual(['abc', 'def', 'gh']);
  });

  it('gathers anew after a batch went out', async () => {
    const { add, items, sent } = makeBatcher();
    add('abc');
    await sent[0]!.end();

    add('d');
    expect(items()).toEqual(['abc']);
    await passed(2);

    expect(items()).toEqual(['abc', 'd']);
  });

  it('gives each item its own result, as soon as its batch has ended', async () => {
    const { add, results, sent } = makeBatcher();
    add('abcdef');

    await sent[1]!.end();
    expect(results).toEqual(['D', 'E', 'F']);
    await sent[0]!.end(['1', '2', '3']);

    expect(results).toEqual(['D', 'E', 'F', '1', '2', '3']);
  });

  it('fails every item of a failed batch and no other, and goes on', async () => {
    const { add, results, items, sent } = makeBatcher({ lanes: 1 });
    add('abcdef');

    await sent[0]!.fail(new AppError('zoho.refused', 'No.', { retry: retryNever }));
    await sent[1]!.end();

    expect(results).toEqual([
      'a: zoho.refused',
      'b: zoho.refused',
      'c: zoho.refused',
      'D',
      'E',
      'F',
    ]);
    expect(items()).toEqual(['abc', 'def']);
  });

  it.each([[['A', 'B']], [['A', 'B', 'C', 'D']], [[]]])(
    'fails every item of a batch of three that got the results %j',
    async (given) => {
      const { add, results, sent } = makeBatcher();
      add('abc');

      await sent[0]!.end(given);

      expect(results).toEqual(['a: unexpected', 'b: unexpected', 'c: unexpected']);
    },
  );

  it('fails the items with an error that may be tried again where sending throws', async () => {
    const batcher = new Batcher<string, string>(
      () => {
        throw new Error('out of order');
      },
      { maxItems: 1, lanes: 1, maxWaitMs: 0 },
    );

    const failure = { message: 'out of order', retry: retryLater };
    await expect(batcher.add('a')).rejects.toMatchObject(failure);
    await expect(batcher.add('b')).rejects.toMatchObject(failure);
  });

  it('leaves no timer behind', async () => {
    const { add, sent } = makeBatcher();
    add('ab');
    await passed(1);
    add('c');
    await sent[0]!.end();

    expect(jest.getTimerCount()).toBe(0);
  });
});
