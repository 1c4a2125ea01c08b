import { randomBytes } from 'node:crypto';

import { expect } from '@jest/globals';

import { type Settings } from '../../../src/config/settings.js';
import { Clock } from '../../../src/kernel/clock.js';
import { CogneeSink } from '../../../src/memory/cognee/cognee-sink.js';
import { CogneeIndex } from '../../../src/memory/cognee/cognee-index.js';
import { RedisConnections } from '../../../src/redis/redis-connections.js';
import { eventually } from '../eventually.js';
import { aWrite, type SinkSubject } from '../memory-sink-contract.js';
import { testSettings } from '../test-settings.js';

type Variables = Readonly<Record<string, string | undefined>>;

/** Time that passes only when it is told to. */
export class StillClock extends Clock {
  nowMs = 1_800_000_000_000;

  now(): number {
    return this.nowMs;
  }
}

/** Sinks on one dataset of their own, and the index they share. */
export class CogneeSubject implements SinkSubject {
  readonly sink: CogneeSink;
  readonly refusedWrite = aWrite({ id: 'refused', version: 0.5 });
  readonly settings: Settings;
  readonly redis: RedisConnections;
  readonly index: CogneeIndex;
  readonly #opened: CogneeSink[] = [];

  constructor(
    variables: Variables,
    private readonly clock?: Clock,
  ) {
    this.settings = testSettings({
      MEMORY_SINK: 'cognee',
      COGNEE_DATASET: `test_${randomBytes(6).toString('hex')}`,
      COGNEE_COGNIFY_DELAY: '0.02',
      ...variables,
    });
    this.redis = new RedisConnections(this.settings);
    this.index = new CogneeIndex(this.redis, this.dataset);
    this.sink = this.open();
  }

  get dataset(): string {
    return this.settings.memory.cognee.dataset;
  }

  open(): CogneeSink {
    const sink = new CogneeSink(this.settings.memory.cognee, this.redis, this.clock);
    this.#opened.push(sink);
    return sink;
  }

  reopen(): Promise<CogneeSink> {
    return Promise.resolve(this.open());
  }

  /** Resolves once nothing waits for cognify any more. */
  async settle(withinMs = 60_000): Promise<void> {
    await eventually(async () => {
      expect(await this.index.waiting()).toMatchObject({ count: 0 });
      expect((await this.index.cognifyState()).run).toBeUndefined();
    }, withinMs);
  }

  async dispose(): Promise<void> {
    for (const sink of this.#opened) await sink.close();
    this.redis.onApplicationShutdown();
  }
}
