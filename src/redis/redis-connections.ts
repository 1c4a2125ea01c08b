import { setTimeout as delay } from 'node:timers/promises';

import {
  Injectable,
  Logger,
  type OnApplicationShutdown,
  type OnModuleDestroy,
} from '@nestjs/common';

import { RedisConnection } from 'bullmq';
import { type Redis } from 'ioredis';

import { Settings } from '../config/settings.js';
import { Breaker } from './connection/breaker.js';
import { emptyInfoWhereRefused } from './connection/refused-info.js';
import { createRedisClient, keyPrefixOf, type RedisClient } from './connection/redis-options.js';
import { tlsOptionsOf, tlsRefusal } from './connection/redis-tls.js';
import {
  failFastSilenceMs,
  failFastTimeoutMs,
  longestBlockSeconds,
  patientSilenceMs,
} from './time-limits.js';

const connectTimeoutMs = 2000;
const longestRetryDelayMs = 1000;

/**
 * The connections of this process. `failFast` rejects at once while Redis is known not to answer, and within a second
 * when that begins: for whoever has someone waiting. `patient` waits for Redis to come back: for workers, until the process
 * is told to stop. Either is given up when its other end is silent. What many jobs ask for in one tick travels in one pipeline on `patient`. A pipeline of ioredis takes tens of
 * kilobytes, which it copies every script's methods to: too much for a delivery, so `failFast` makes none.
 */
@Injectable()
export class RedisConnections implements OnModuleDestroy, OnApplicationShutdown {
  readonly failFast: RedisClient;
  readonly patient: RedisClient;
  /** Whether Redis answers, by `failFast`. */
  readonly breaker: Breaker;
  /** The prefix of every key, without the colon. */
  readonly prefix: string;
  /** How many replicas must have a delivery before it is taken. */
  readonly replicas: number;
  readonly #logger = new Logger(RedisConnections.name);
  /** `patient` and what BullMQ duplicates from it, a blocking connection for every worker. */
  readonly #patients: RedisClient[];
  readonly #onError = (error: Error): void => {
    this.#logger.debug({ event: 'redis.connection_error', reason: error.message });
  };
  #stopping = false;

  constructor(settings: Settings) {
    this.prefix = keyPrefixOf(settings.redis);
    this.replicas = settings.redis.waitReplicas;
    const onError = this.#onError;
    this.failFast = createRedisClient(
      settings.redis,
      {
        enableOfflineQueue: false,
        maxRetriesPerRequest: 0,
        commandTimeout: failFastTimeoutMs,
        socketTimeout: failFastSilenceMs,
        connectTimeout: connectTimeoutMs,
        // The breaker asks by itself, and says why where Redis is still reading its data. Of Sentinels' masters it is asked
        // whether they are masters.
        enableReadyCheck: ['sentinel', 'cluster'].includes(settings.redis.target.kind),
        retryStrategy: (times) => Math.min(50 * times, 200),
      },
      onError,
    );
    this.patient = createRedisClient(
      settings.redis,
      {
        maxRetriesPerRequest: null,
        socketTimeout: patientSilenceMs,
        connectTimeout: connectTimeoutMs,
        enableAutoPipelining: true,
        retryStrategy: (times) =>
          this.#stopping ? null : Math.min(50 * times, longestRetryDelayMs),
      },
      onError,
    );
    const tls = tlsOptionsOf(settings.redis);
    const whyNot = tls === undefined ? undefined : () => tlsRefusal(settings.redis.target, tls);
    this.breaker = new Breaker(this.failFast, this.key('probe'), whyNot);
    this.#patients = withDuplicates(this.patient);
    defineQueueScripts(this.failFast);
    defineQueueScripts(this.patient);
  }

  /** A key of ours: `zoho-sync:ledger:Accounts`. */
  key(...parts: readonly string[]): string {
    return [this.prefix, ...parts].join(':');
  }

  /** A connection of its own for whoever waits by a command, as patient as `patient`. */
  blocking(): RedisClient {
    const client: RedisClient = (this.patient as Redis).duplicate();
    client.on('error', this.#onError);
    return client;
  }

  /** Whether the patience has ended: who can't work now will not be able to. */
  get isStopping(): boolean {
    return this.#stopping;
  }

  /** Resolves once `failFast` is connected. @throws AppError when that takes longer than `withinMs` */
  async failFastReady(withinMs = 3000): Promise<void> {
    const deadline = Date.now() + withinMs;
    while (!this.breaker.answers) {
      if (Date.now() > deadline) throw this.breaker.refusal;
      await delay(10);
    }
  }

  /**
   * Ends the patience, before any worker is closed: one that closes while Redis is away would wait for it to come back,
   * and hold the process up for all of SHUTDOWN_TIMEOUT. What waits is rejected; while Redis answers, nothing changes.
   */
  async onModuleDestroy(): Promise<void> {
    this.#stopping = true;
    const deadline = Date.now() + longestRetryDelayMs + connectTimeoutMs;
    // A client that is disconnected between two tries, as a closing worker's is, never tells of its end.
    while (this.#patients.some(isBetweenTries) && Date.now() < deadline) await delay(10);
  }

  onApplicationShutdown(): void {
    this.failFast.disconnect();
    this.patient.disconnect();
  }
}

/** The client and, from now on, all that are made as its duplicates. */
function withDuplicates(client: RedisClient): RedisClient[] {
  const clients = [client];
  const duplicate = client.duplicate.bind(client) as (...args: readonly unknown[]) => RedisClient;
  Object.assign(client, {
    duplicate: (...args: readonly unknown[]) => {
      const copy = withShortBlocks(duplicate(...args));
      emptyInfoWhereRefused(copy);
      clients.push(copy);
      return copy;
    },
  });
  return clients;
}

/** A worker waits for the next job by one command, for up to 10 s: too long to tell it from a connection that is dead. */
function withShortBlocks(client: RedisClient): RedisClient {
  const block = client.bzpopmin.bind(client) as (key: string, seconds: number) => unknown;
  return Object.assign(client, {
    bzpopmin: (key: string, seconds: number) => block(key, Math.min(seconds, longestBlockSeconds)),
  });
}

function isBetweenTries({ status }: RedisClient): boolean {
  return status !== 'ready' && status !== 'end';
}

/**
 * Defines BullMQ's scripts on a client before its first command. BullMQ itself does so later, when the client is ready;
 * a pipeline that ioredis is filling at that moment knows none of them, and a worker that meets it tries again and again
 * within the same tick, so that the pipeline is never sent and the process hangs.
 */
function defineQueueScripts(client: RedisClient): void {
  const options = { shared: true, skipWaitingForReady: true, skipVersionCheck: true };
  new RedisConnection(client, options).on('error', ignoredBecauseTheClientReportsIt);
}

function ignoredBecauseTheClientReportsIt(): void {
  // Every client has an error listener of its own.
}
