import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

import { describe, expect, it } from '@jest/globals';

import { boundedText, networkCode } from './fetched.js';

describe('boundedText', () => {
  it.each([
    ['an answer', 'äbc', 4, 'äbc'],
    ['an empty answer', '', 0, ''],
    ['an answer without a body', null, 0, ''],
    ['no answer that is larger', 'äbc', 3, undefined],
  ])('reads %s', async (_, body, maxBytes, read) => {
    expect(await boundedText(new Response(body), maxBytes)).toBe(read);
  });

  it('stops where an answer is larger', async () => {
    let given = 0;
    let wasCancelled = false;
    const endless = new ReadableStream({
      pull: (controller) => {
        given += 1;
        controller.enqueue(new Uint8Array(10));
      },
      cancel: () => {
        wasCancelled = true;
      },
    });

    expect(await boundedText(new Response(endless), 25)).toBeUndefined();
    expect(wasCancelled).toBe(true);
    expect(given).toBeLessThan(10);
  });
});

describe('networkCode', () => {
  it('is the code of a server that is not there', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');

    const error: unknown = await fetch(`http://127.0.0.1:${port}`).catch(
      (thrown: unknown) => thrown,
    );

    expect(networkCode(error)).toBe('ECONNREFUSED');
  });

  it.each([
    [undefined],
    [new Error('ECONNREFUSED')],
    [new Error('a', { cause: 'ECONNREFUSED' })],
    [new Error('a', { cause: { code: 7 } })],
  ])('is not known of %p', (error) => {
    expect(networkCode(error)).toBeUndefined();
  });
});
