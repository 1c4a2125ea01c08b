import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';

import { baselineSettings } from './receive.js';
import { ThinRedis } from './thin-redis.js';

/** The floor: what a receiver in Node costs with nothing but the standard library. */
const { port, receiver } = baselineSettings((url) => {
  const redis = new ThinRedis(url);
  return {
    remember: (key) => redis.send('SET', key, '1', 'EX', '3600', 'NX'),
    queue: (key, id) => redis.send('LPUSH', key, id),
  };
});

createServer((request, response) => {
  void buffer(request).then(async (body) => {
    const { 'x-zoho-signature': signature, 'x-zoho-event-id': eventId } = request.headers;
    const status = await receiver.receive(body, String(signature), String(eventId));
    const text = JSON.stringify({ status: 'accepted' });
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(text);
  });
}).listen(port, '127.0.0.1');
