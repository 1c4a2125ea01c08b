import { type Socket } from 'node:net';

import { Cluster, type Redis } from 'ioredis';

/** How ioredis 6 begins its message where a `socketTimeout` has run out. */
const silence = 'Socket timeout';

/**
 * Has a client end a silent connection only once what came meanwhile was read: timers run before the network is looked
 * at, so a process that was busy for longer than the limit would take a Redis that answered at once for one that hangs.
 */
export function readBeforeEnding(client: Redis | Cluster): void {
  if (client instanceof Cluster) client.on('+node', watch);
  else watch(client);
}

function watch(client: Redis): void {
  client.on('connect', () => {
    guard((client as unknown as { readonly stream: Socket }).stream);
  });
}

/** Exported for its spec. */
export function guard(socket: Socket): void {
  const destroy = socket.destroy.bind(socket);
  socket.destroy = (error?: Error): Socket => {
    if (!error?.message.startsWith(silence)) return destroy(error);
    const readBefore = socket.bytesRead;
    // After a look at the network; decrypting takes another turn.
    setImmediate(() => {
      setImmediate(() => {
        if (socket.bytesRead === readBefore) destroy(error);
      });
    });
    return socket;
  };
}
