import { afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';

import { InMemorySink } from '../../test/support/in-memory-sink.js';
import { testSettings } from '../../test/support/test-settings.js';
import { SystemClock } from '../kernel/clock.js';
import { type DocumentWrite, type WriteOutcome } from '../memory/memory-sink.js';
import { Metrics } from '../observability/metrics.js';
import { ProcessConditions } from '../observability/process-conditions.js';
import { DocumentWriter } from './document-writer.js';

/** Takes what it is given, and answers when it is told to. */
class SlowSink extends InMemorySink {
  finish: () => void = () => undefined;

  override async upsert(writes: readonly DocumentWrite[]): Promise<readonly WriteOutcome[]> {
    await new Promise<void>((resolve) => (this.finish = resolve));
    return super.upsert(writes);
  }
}

const write: DocumentWrite = {
  document: {
    key: 'Accounts/1',
    module: 'Accounts',
    id: '1',
    title: 'Fennec',
    body: '# Fennec',
    version: 1,
    contentHash: 'h',
  },
  knownRef: undefined,
};

describe('DocumentWriter', () => {
  beforeAll(() => {
    Logger.overrideLogger(false);
  });
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('tells of a memory that took a write and does not answer, until it does', async () => {
    const sink = new SlowSink();
    const conditions = new ProcessConditions(new SystemClock());
    const writer = new DocumentWriter(
      sink,
      testSettings({ REDIS_URL: 'redis://127.0.0.1' }),
      new Metrics(),
      conditions,
    );
    const written = writer.write(write);

    await jest.advanceTimersByTimeAsync(110_000);
    expect(conditions.current()).toEqual([]);
    await jest.advanceTimersByTimeAsync(20_000);
    expect(conditions.current()).toMatchObject([{ subject: 'memory', code: 'memory.slow' }]);

    await jest.advanceTimersByTimeAsync(20_000);
    sink.finish();
    await written;
    expect(conditions.current()).toEqual([]);
  });
});
