import { describe, expect, it } from '@jest/globals';

import { Gate } from './gate.js';

/** A task that ends when told, and says when it began. */
function heldTask(started: string[], name: string) {
  const task = {
    end: (): void => undefined,
    fail: (): void => undefined,
    run: () => {
      started.push(name);
      return result;
    },
  };
  const result = new Promise<string>((resolve, reject) => {
    task.end = () => {
      resolve(name);
    };
    task.fail = () => {
      reject(new Error(name));
    };
  });
  return task;
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('Gate', () => {
  it('lets no more in than it holds, and the others in the order they came', async () => {
    const started: string[] = [];
    const gate = new Gate(2);
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => heldTask(started, name));
    const all = [a, b, c, d].map((task) => gate.run(task!.run));

    await settled();
    expect(started).toEqual(['a', 'b']);
    b!.end();
    await settled();
    expect(started).toEqual(['a', 'b', 'c']);
    a!.end();
    c!.end();
    d!.end();

    expect(await Promise.all(all)).toEqual(['a', 'b', 'c', 'd']);
    expect(started).toEqual(['a', 'b', 'c', 'd']);
  });

  it('gives the place of a failed task on', async () => {
    const started: string[] = [];
    const gate = new Gate(1);
    const failing = heldTask(started, 'failing');
    const next = heldTask(started, 'next');
    const first = gate.run(failing.run);
    const second = gate.run(next.run);

    failing.fail();
    next.end();

    await expect(first).rejects.toThrow('failing');
    expect(await second).toBe('next');
  });
});
