import { setTimeout as delay } from 'node:timers/promises';

import { type Cell, type Nemesis } from '../cell.js';
import { type ChaosStage } from '../stage/chaos-stage.js';

/** Redis counts what it can no more, or twice: a command whose answer is lost is sent again. */
const redisDisturbed = { redisDisturbed: true } as const;
/** Slow enough that something waits in the queues at any moment. */
const zohoLatencyMs = 150;

export async function crashTwice(stage: ChaosStage): Promise<void> {
  for (let crash = 0; crash < 2; crash += 1) {
    await delay(stage.random.integer(800, 2000));
    stage.note('SIGKILL redis');
    await stage.redis.crash();
  }
}

async function freeze(stage: ChaosStage): Promise<void> {
  await delay(stage.random.integer(500, 1500));
  stage.note(`SIGSTOP redis for ${stage.scale.freezeMs} ms`);
  stage.redis.freeze();
  await delay(stage.scale.freezeMs);
  stage.redis.thaw();
}

/** A setting of Redis for a while, by which it refuses writes. */
function refusing(name: string, value: string, usual: string): Nemesis {
  return async (stage) => {
    await delay(stage.random.integer(500, 1500));
    stage.note(`redis ${name} ${value} for ${stage.scale.outageMs} ms`);
    await stage.redis.client.config('SET', name, value);
    await delay(stage.scale.outageMs);
    await stage.redis.client.config('SET', name, usual);
  };
}

async function flushAll(stage: ChaosStage): Promise<void> {
  // Towards the end: what is changed afterwards would be told again by itself.
  await delay(stage.scale.loadMs * 0.8);
  stage.note('FLUSHALL');
  await stage.redis.client.flushall();
}

export const redisCells: readonly Cell[] = [
  {
    name: 'redis-kill-aof-always',
    about: 'Redis with appendfsync always is killed twice and started again',
    short: true,
    redis: ['--appendfsync', 'always'],
    zohoLatencyMs,
    nemesis: crashTwice,
    disturbances: redisDisturbed,
  },
  {
    name: 'redis-kill-aof-everysec',
    about:
      'Redis with appendfsync everysec is killed twice; sweeps heal what was not on its way to disk',
    // While an fsync is under way Redis answers before it has handed the command to the kernel, for up to two seconds.
    redis: ['--appendfsync', 'everysec'],
    sweeps: true,
    settings: { SYNC_MODIFIED_EVERY: '5s' },
    zohoLatencyMs,
    nemesis: crashTwice,
    disturbances: redisDisturbed,
  },
  {
    name: 'redis-frozen',
    about: 'Redis stands still (SIGSTOP)',
    zohoLatencyMs,
    nemesis: freeze,
    disturbances: redisDisturbed,
  },
  {
    name: 'redis-full',
    about: 'Redis has no memory left (maxmemory, noeviction) and refuses writes',
    short: true,
    nemesis: refusing('maxmemory', '1', '0'),
    disturbances: redisDisturbed,
  },
  {
    name: 'redis-read-only',
    about: 'Redis refuses writes for want of a replica (min-replicas-to-write)',
    nemesis: refusing('min-replicas-to-write', '1', '0'),
    disturbances: redisDisturbed,
  },
  {
    name: 'redis-emptied',
    about: 'FLUSHALL under load; the comparison that follows a lost Redis heals it',
    sweeps: true,
    zohoLatencyMs,
    nemesis: flushAll,
    disturbances: redisDisturbed,
  },
];
