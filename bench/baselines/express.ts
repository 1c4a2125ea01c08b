import express from 'express';
import { Redis } from 'ioredis';

import { baselineSettings } from './receive.js';

/** The same behind Express 5 and ioredis, as most receivers are built. */
const { port, receiver } = baselineSettings((url) => {
  const redis = new Redis(url, { enableAutoPipelining: true });
  return {
    remember: (key) => redis.set(key, '1', 'EX', 3600, 'NX'),
    queue: (key, id) => redis.lpush(key, id),
  };
});

const app = express();
app.post('/webhooks/zoho', express.raw({ type: () => true }), async (request, response) => {
  const signature = request.get('x-zoho-signature') ?? '';
  const eventId = request.get('x-zoho-event-id') ?? '';
  const status = await receiver.receive(request.body as Buffer, signature, eventId);
  response.status(status).json({ status: 'accepted' });
});
app.listen(port, '127.0.0.1');
