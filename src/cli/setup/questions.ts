/** What is set up, part by part: each is tested as a whole. */
export type SetupPart = 'Redis' | 'Zoho' | 'Memory';

/** One setting that setting up asks for. */
export interface Question {
  readonly part: SetupPart;
  readonly variable: string;
  /** The command's option for it, without the dashes. */
  readonly option: string;
  readonly text: string;
  readonly usual?: string;
  readonly isSecret?: boolean;
  /** Whether it is asked at all, by what is known. */
  readonly counts: (known: Known) => boolean;
}

/** What is known of the settings, by variable. */
export type Known = ReadonlyMap<string, string>;

const always = (): boolean => true;
const withSink =
  (name: string) =>
  (known: Known): boolean =>
    (known.get('MEMORY_SINK') ?? '').split(',').includes(name);

/** There are other ways to a Redis: whoever named one of them isn't asked for an address. */
const namesNoRedis = (known: Known): boolean =>
  !['REDIS_HOST', 'REDIS_CLUSTER_NODES', 'REDIS_SENTINELS'].some((name) => known.has(name));

export const questions: readonly Question[] = [
  {
    ...{ part: 'Redis', variable: 'REDIS_URL', option: 'redis-url', counts: namesNoRedis },
    ...{ text: 'Address of Redis', usual: 'redis://127.0.0.1:6379' },
  },
  {
    ...{ part: 'Zoho', variable: 'ZOHO_DATA_CENTER', option: 'data-center', counts: always },
    ...{ text: 'Data centre of the organisation (us eu in au jp ca sa cn uk ae sg)', usual: 'us' },
  },
  {
    ...{ part: 'Zoho', variable: 'ZOHO_CLIENT_ID', option: 'client-id', counts: always },
    text: 'Client ID of a Self Client, from the API console',
  },
  {
    ...{ part: 'Zoho', variable: 'ZOHO_CLIENT_SECRET', option: 'client-secret', counts: always },
    ...{ text: 'Client Secret of it', isSecret: true },
  },
  {
    ...{ part: 'Zoho', variable: 'WEBHOOK_BASE_URL', option: 'base-url', counts: always },
    text: 'Public https address of this service, to which Zoho sends changes',
  },
  {
    ...{ part: 'Memory', variable: 'MEMORY_SINK', option: 'memory', counts: always },
    ...{ text: 'Memory (local, postgres or cognee)', usual: 'local' },
  },
  {
    ...{ part: 'Memory', variable: 'MEMORY_URL', option: 'memory-url', isSecret: true },
    ...{ text: 'Address of PostgreSQL (postgres://…)', counts: withSink('postgres') },
  },
  {
    ...{ part: 'Memory', variable: 'COGNEE_URL', option: 'cognee-url' },
    ...{ text: 'Address of Cognee', counts: withSink('cognee'), usual: 'http://localhost:8000' },
  },
  {
    ...{ part: 'Memory', variable: 'COGNEE_API_KEY', option: 'cognee-api-key', isSecret: true },
    text: 'API key of Cognee',
    counts: (known) => withSink('cognee')(known) && !known.has('COGNEE_EMAIL'),
  },
];
