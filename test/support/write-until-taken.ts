import { type DocumentWrite, type MemorySink } from '../../src/memory/memory-sink.js';

/** Writes as the pipeline does: what the memory is too busy for comes again. What else fails, fails. */
export async function writeUntilTaken(sink: MemorySink, write: DocumentWrite): Promise<void> {
  for (;;) {
    const [outcome] = await sink.upsert([write]);
    if (outcome?.status !== 'failed') return;
    if (outcome.error.code !== 'memory.busy') throw outcome.error;
  }
}
