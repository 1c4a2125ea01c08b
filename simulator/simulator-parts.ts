import { ChannelApi } from './channels/channel-api.js';
import { Channels } from './channels/channels.js';
import { Faults } from './http/faults.js';
import { Limits } from './http/limits.js';
import { RequestLog } from './http/request-log.js';
import { ChangeFeed } from './notifications/change-feed.js';
import { Notifier } from './notifications/notifier.js';
import { type Credentials, OAuth } from './oauth.js';
import { defaultCredentials, enterpriseLimits, type SimulatorOptions } from './options.js';
import { Organisation } from './records/organisation.js';
import { type RecordChange, type SimRecord } from './records/sim-record.js';
import { SeededRandom } from './seeded-random.js';
import { ZohoTime } from './zoho-time.js';

/** Everything behind the HTTP server. */
export interface SimulatorParts {
  readonly time: ZohoTime;
  readonly random: SeededRandom;
  readonly credentials: Credentials;
  readonly organisation: Organisation;
  readonly feed: ChangeFeed;
  readonly notifier: Notifier;
  readonly channels: Channels;
  readonly channelApi: ChannelApi;
  readonly oauth: OAuth;
  readonly limits: Limits;
  readonly faults: Faults;
  readonly log: RequestLog;
}

const defaultUtcOffsetMinutes = 120;
const hourSeconds = 3600;

/** `url` is asked for when it is needed: it is known only once the server listens. */
export function simulatorParts(options: SimulatorOptions, url: () => string): SimulatorParts {
  const seed = options.seed ?? 1;
  const time = new ZohoTime(
    options.now ?? (() => Date.now()),
    options.utcOffsetMinutes ?? defaultUtcOffsetMinutes,
  );
  const credentials = { ...defaultCredentials, ...options.credentials };
  const channels = new Channels(time);
  const notifier = new Notifier(channels, time, new SeededRandom(seed + 1));
  const feed: ChangeFeed = new ChangeFeed(notifier, (value): SimRecord | undefined =>
    organisation.targetOf(value),
  );
  const organisation = new Organisation(time, (change: RecordChange) => {
    feed.tell(change);
  });
  const channelApi = new ChannelApi(channels, time, options.partialFailureStatus ?? 207);
  channelApi.refuse(options.refusedWatchModules ?? []);
  const oauth = new OAuth(
    {
      credentials,
      accessTokenLifetimeSeconds: options.accessTokenLifetimeSeconds ?? hourSeconds,
      apiDomain: () => options.apiDomain ?? url(),
    },
    time,
    // Drawn at random: a token of a simulator that was restarted isn't valid by accident.
    new SeededRandom(Math.trunc(Math.random() * 2 ** 32)),
  );
  if (options.scopes !== undefined) oauth.scopes = options.scopes;
  return {
    time,
    random: new SeededRandom(seed),
    credentials,
    organisation,
    feed,
    notifier,
    channels,
    channelApi,
    oauth,
    limits: new Limits({ ...enterpriseLimits, ...limitsOf(options) }, time),
    faults: new Faults(),
    log: new RequestLog(),
  };
}

function limitsOf(options: SimulatorOptions): Partial<typeof enterpriseLimits> {
  const names = ['creditsLimit', 'concurrencyLimit', 'sortedConcurrencyLimit'] as const;
  const given = names.map((name) => [name, options[name]] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}
