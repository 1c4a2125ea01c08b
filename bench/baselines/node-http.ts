import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';

import { baselineSettings } from './receive.js';

/** The floor: what a receiver in Node costs with nothing but the standard library in front of Redis. */
const { port, receiver } = baselineSettings();

createServer((request, response) => {
  void buffer(request).then(async (body) => {
    const { 'x-zoho-signature': signature, 'x-zoho-event-id': eventId } = request.headers;
    const status = await receiver.receive(body, String(signature), String(eventId));
    const text = JSON.stringify({ status: 'accepted' });
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(text);
  });
}).listen(port, '127.0.0.1');
