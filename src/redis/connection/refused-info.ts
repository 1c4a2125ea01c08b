import { Cluster, type Redis } from 'ioredis';

type Heard = (error: Error | null | undefined, info?: string) => unknown;
type Info = (...args: readonly unknown[]) => Promise<string>;

/**
 * Has `INFO` answer with nothing where the user of Redis may not give it: what a server says of itself is never needed. A
 * client of ioredis 6 asks for it whenever it connects, and prints a warning of its own where it is refused.
 */
export function emptyInfoWhereRefused(client: Redis | Cluster): void {
  if (client instanceof Cluster) client.on('+node', emptyInfoWhereRefused);
  const info = client.info.bind(client) as Info;
  Object.assign(client, {
    info: (...args: readonly unknown[]): Promise<string> => {
      const last = args.at(-1);
      const asked = typeof last === 'function' ? args.slice(0, -1) : args;
      const answer = info(...asked).catch(emptyIfRefused);
      if (typeof last === 'function') tell(last as Heard, answer);
      return answer;
    },
  });
}

function emptyIfRefused(error: unknown): string {
  if (String(error).includes('NOPERM')) return '';
  throw error;
}

function tell(heard: Heard, answer: Promise<string>): void {
  answer.then(
    (info) => heard(null, info),
    (error: unknown) => heard(error as Error),
  );
}
