import { Injectable } from '@nestjs/common';

import { RedisConnections } from '../redis/redis-connections.js';
import { type Metadata, metadataFrom, metadataText } from './module-metadata.js';

const timeField = 'read-at';
const textField = 'metadata';

/** The metadata that all processes share. Lost with Redis, it is asked for again. */
@Injectable()
export class MetadataStore {
  readonly key: string;

  constructor(private readonly redis: RedisConnections) {
    this.key = redis.key('metadata');
  }

  /** What is there, if it isn't what was read at `knownAtMs`: the text may be long. */
  async newerThan(knownAtMs: number): Promise<Metadata | undefined> {
    const { patient } = this.redis;
    if ((await patient.hget(this.key, timeField)) === String(knownAtMs)) return undefined;
    return metadataFrom(await patient.hget(this.key, textField));
  }

  async put(metadata: Metadata): Promise<void> {
    const text = metadataText(metadata);
    await this.redis.patient.hset(this.key, timeField, metadata.readAtMs, textField, text);
  }
}
