import express from 'express';

import { baselineSettings } from './receive.js';

/** The same behind Express 5, as most receivers are built. */
const { port, receiver } = baselineSettings();

const app = express();
app.post('/webhooks/zoho', express.raw({ type: () => true }), async (request, response) => {
  const signature = request.get('x-zoho-signature') ?? '';
  const eventId = request.get('x-zoho-event-id') ?? '';
  const status = await receiver.receive(request.body as Buffer, signature, eventId);
  response.status(status).json({ status: 'accepted' });
});
app.listen(port, '127.0.0.1');
