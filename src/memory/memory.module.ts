import { Module, type OnApplicationShutdown } from '@nestjs/common';

import { type MemorySettings, Settings } from '../config/settings.js';
import { Clock } from '../kernel/clock.js';
import { type Secret } from '../kernel/secret.js';
import { Metrics } from '../observability/metrics.js';
import { RedisConnections } from '../redis/redis-connections.js';
import { CogneeSink } from './cognee/cognee-sink.js';
import { factsFileName } from './local/local-schema.js';
import { LocalSink } from './local/local-sink.js';
import { MemorySink } from './memory-sink.js';
import { PairedSink } from './paired-sink.js';
import { PostgresSink } from './postgres/postgres-sink.js';
import { SinkWithFacts } from './sink-with-facts.js';

/** The memory that the settings name, or both, and what it lacks beside it. Nothing is opened or called yet. */
export function memorySinkFor(
  settings: MemorySettings,
  redis: RedisConnections,
  clock: Clock,
): MemorySink {
  const [first, second] = settings.sinks;
  const sink = sinkOf(first, settings, redis, clock);
  const memory =
    second === undefined ? sink : new PairedSink(sink, sinkOf(second, settings, redis, clock));
  const { factsFolder } = settings;
  if (factsFolder === undefined) return memory;
  return new SinkWithFacts(memory, new LocalSink(factsFolder, clock, '', factsFileName));
}

function sinkOf(
  name: MemorySettings['sinks'][0],
  settings: MemorySettings,
  redis: RedisConnections,
  clock: Clock,
): MemorySink {
  switch (name) {
    case 'local':
      return new LocalSink(settings.path, clock, settings.synonyms);
    case 'postgres':
      return new PostgresSink(required(settings.url), clock, settings.synonyms);
    case 'cognee':
      return new CogneeSink(settings.cognee, redis, clock);
  }
}

/** The settings have been checked for it. */
function required(url: Secret | undefined): Secret {
  if (url === undefined) throw new Error('MEMORY_URL is required for MEMORY_SINK=postgres');
  return url;
}

/** The memory, whichever it is. It is closed last, when the workers that write it have stopped. */
@Module({
  providers: [
    {
      provide: MemorySink,
      inject: [Settings, RedisConnections, Clock, Metrics],
      useFactory: (
        settings: Settings,
        redis: RedisConnections,
        clock: Clock,
        metrics: Metrics,
      ): MemorySink => {
        const sink = memorySinkFor(settings.memory, redis, clock);
        sink.measure?.(metrics);
        return sink;
      },
    },
  ],
  exports: [MemorySink],
})
export class MemoryModule implements OnApplicationShutdown {
  constructor(private readonly sink: MemorySink) {}

  async onApplicationShutdown(): Promise<void> {
    await this.sink.close();
  }
}
