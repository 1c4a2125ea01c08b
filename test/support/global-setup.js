import { startEmbeddedRedis } from '../../dist/demo/embedded-redis.js';

/** One Redis for all system specs; each keeps to a prefix of its own. */
export default async function setUp() {
  const redis = await startEmbeddedRedis({ extraArguments: ['--appendonly', 'no'] });
  globalThis.testRedis = redis;
  process.env.TEST_REDIS_URL = redis.url;
  process.env.TEST_REDIS_KIND = redis.kind;
}
