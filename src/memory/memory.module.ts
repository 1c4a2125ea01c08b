import { Module, type OnApplicationShutdown } from '@nestjs/common';

import { type MemorySettings, Settings } from '../config/settings.js';
import { AppError, retryNever } from '../kernel/app-error.js';
import { LocalSink } from './local-sink.js';
import { MemorySink } from './memory-sink.js';

/** The memory that the settings name. Nothing is opened or called yet. */
export function memorySinkFor(settings: MemorySettings): MemorySink {
  switch (settings.sink) {
    case 'local':
      return new LocalSink(settings.path);
    case 'cognee':
      throw new AppError('memory.unsupported', 'MEMORY_SINK=cognee is not available: use `local`', {
        retry: retryNever,
      });
  }
}

/** The memory, whichever it is. It is closed last, when the workers that write it have stopped. */
@Module({
  providers: [
    {
      provide: MemorySink,
      inject: [Settings],
      useFactory: (settings: Settings): MemorySink => memorySinkFor(settings.memory),
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
