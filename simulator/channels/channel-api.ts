import {
  type Details,
  errorEnvelope,
  invalidMethod,
  jsonFrom,
  missingParam,
  objectFrom,
  type SimRequest,
  type SimResponse,
  ZohoRefusal,
} from '../http/exchange.js';
import { pagingFrom } from '../records/list-query.js';
import { type SimModule } from '../records/modules.js';
import { type ZohoTime } from '../zoho-time.js';
import {
  type ChannelEntry,
  channelEntryFrom,
  effectiveExpiry,
  mandatory,
} from './channel-entry.js';
import { type Channel, type Channels, modulesOf } from './channels.js';
import { resource } from './resource.js';

const subscribed = 'Successfully subscribed for actions-watch of the given module';
const updated = 'Successfully updated the subscribe details';
const removed = 'Successfully removed the subscribe details';
const unsubscribed = 'Successfully un-subscribed from actions-watch';

type EntryOutcome = (entry: ChannelEntry, index: number) => Details;

/** `/crm/v8/actions/watch`: channels are enabled, changed, shown and disabled. */
export class ChannelApi {
  private refusedModules: ReadonlySet<string> = new Set();
  private longestLifeMs = Number.MAX_SAFE_INTEGER;

  constructor(
    private readonly channels: Channels,
    private readonly time: ZohoTime,
    /** What a request answers of whose entries only some succeeded: Zoho's own documents say 202 and 207. */
    private readonly partialFailureStatus: 202 | 207,
  ) {}

  /** Subscribing to these modules fails from now on; channels that exist stay. */
  refuse(modules: readonly SimModule[]): void {
    this.refusedModules = new Set(modules);
  }

  /** From now on no channel is granted a longer life than this, whatever is asked for. */
  shortenLives(longestLifeMs: number): void {
    this.longestLifeMs = longestLifeMs;
  }

  answer(request: SimRequest): SimResponse {
    switch (request.method) {
      case 'POST':
        return this.each(request, 201, (entry, index) => this.enable(entry, index));
      case 'PUT':
        return this.each(request, 200, (entry, index) => this.replace(entry, index));
      case 'PATCH':
        return this.each(request, 200, (entry) => this.merge(entry));
      case 'GET':
        return this.show(request.query);
      case 'DELETE':
        return this.disable(request.query);
      default:
        throw invalidMethod();
    }
  }

  private each(request: SimRequest, success: 200 | 201, outcome: EntryOutcome): SimResponse {
    const entries = objectFrom(jsonFrom(request.body))['watch'];
    if (!Array.isArray(entries) || entries.length === 0) {
      throw new ZohoRefusal(400, 'MANDATORY_NOT_FOUND', 'required field not found', {
        api_name: 'watch',
        json_path: '$.watch',
      });
    }
    const rules = { nowMs: this.time.now(), refusedModules: this.refusedModules };
    return this.collected(entries, success, (raw, index) =>
      outcome(channelEntryFrom(objectFrom(raw), { ...rules, index }), index),
    );
  }

  /** One answer per item; the status says whether all, some or none succeeded. */
  private collected(
    items: readonly unknown[],
    success: 200 | 201,
    outcome: (item: unknown, index: number) => Details,
  ): SimResponse {
    const watch = items.map((item, index) => settled(() => outcome(item, index)));
    const failures = watch.filter((entry) => entry['status'] === 'error').length;
    const some = failures === watch.length ? 400 : this.partialFailureStatus;
    return { status: failures === 0 ? success : some, body: { watch } };
  }

  private enable(entry: ChannelEntry, index: number): Details {
    if (entry.notifyUrl === undefined) throw mandatory('notify_url', index);
    const channel = this.channelFrom(entry, entry.notifyUrl);
    this.channels.put(channel);
    return successful(subscribed, { events: this.eventRows(channel) });
  }

  /** What the entry leaves out is gone afterwards. */
  private replace(entry: ChannelEntry, index: number): Details {
    this.existing(entry.channelId);
    return this.enable(entry, index);
  }

  private merge(entry: ChannelEntry): Details {
    const before = this.existing(entry.channelId);
    if (entry.deletesEvents) return this.removeEvents(before, entry.events);
    const channel: Channel = {
      id: before.id,
      events: entry.events,
      notifyUrl: entry.notifyUrl ?? before.notifyUrl,
      token: entry.token === undefined ? before.token : entry.token,
      expiresAtMs:
        entry.expiresAtMs === undefined ? before.expiresAtMs : this.expiryFor(entry.expiresAtMs),
      returnsValues: entry.returnsValues ?? before.returnsValues,
      notifiesRelated: entry.notifiesRelated ?? before.notifiesRelated,
      condition: entry.condition === undefined ? before.condition : entry.condition,
    };
    this.channels.put(channel);
    return successful(updated, { events: this.eventRows(channel) });
  }

  private removeEvents(channel: Channel, events: readonly string[]): Details {
    const left = channel.events.filter((event) => !events.includes(event));
    if (left.length === 0) this.channels.remove(channel.id);
    else this.channels.put({ ...channel, events: left });
    return successful(removed, { events: this.eventRows({ ...channel, events }) });
  }

  private channelFrom(entry: ChannelEntry, notifyUrl: string): Channel {
    return {
      id: entry.channelId,
      events: entry.events,
      notifyUrl,
      token: entry.token ?? null,
      expiresAtMs: this.expiryFor(entry.expiresAtMs),
      returnsValues: entry.returnsValues ?? false,
      notifiesRelated: entry.notifiesRelated ?? true,
      condition: entry.condition ?? null,
    };
  }

  private expiryFor(requestedMs: number | undefined): number {
    return effectiveExpiry(requestedMs, this.time.now(), this.longestLifeMs);
  }

  private existing(id: string): Channel {
    const channel = this.channels.find(id);
    if (channel !== undefined) return channel;
    throw new ZohoRefusal(
      400,
      'NOT_SUBSCRIBED',
      'Not subscribed for actions-watch of the given channel',
    );
  }

  private disable(query: URLSearchParams): SimResponse {
    const ids = (query.get('channel_ids') ?? '').split(',').filter((id) => id !== '');
    if (ids.length === 0) throw missingParam('channel_ids');
    return this.collected(ids, 200, (id) => {
      const channel = this.existing(String(id));
      this.channels.remove(channel.id);
      const [module = ''] = modulesOf(channel.events);
      return successful(unsubscribed, { ...resource(module), channel_id: channel.id });
    });
  }

  private show(query: URLSearchParams): SimResponse {
    const { page, perPage } = pagingFrom(query);
    const [channelId, module] = [query.get('channel_id'), query.get('module')];
    const rows = this.channels
      .live()
      .filter((channel) => channelId === null || channel.id === channelId)
      .flatMap((channel) => modulesOf(channel.events).map((name) => ({ channel, name })))
      .filter(({ name }) => module === null || name === module);
    const start = (page - 1) * perPage;
    const shown = rows.slice(start, start + perPage);
    if (shown.length === 0) return { status: 204 };
    const watch = shown.map(({ channel, name }) => this.row(channel, name));
    const more = start + shown.length < rows.length;
    const info = { per_page: perPage, count: shown.length, page, more_records: more };
    return { status: 200, body: { watch, info } };
  }

  private row(channel: Channel, module: string): Details {
    return {
      notify_on_related_action: channel.notifiesRelated,
      channel_expiry: this.time.format(channel.expiresAtMs),
      return_affected_field_values: channel.returnsValues,
      ...resource(module),
      notify_url: channel.notifyUrl,
      resource_name: module,
      fields: null,
      notification_condition: channel.condition,
      channel_id: channel.id,
      events: channel.events.filter((event) => event.startsWith(`${module}.`)),
      token: channel.token,
    };
  }

  private eventRows(channel: Channel): readonly Details[] {
    return modulesOf(channel.events).map((module) => ({
      channel_expiry: this.time.format(channel.expiresAtMs),
      ...resource(module),
      resource_name: module,
      channel_id: channel.id,
    }));
  }
}

function settled(outcome: () => Details): Details {
  try {
    return outcome();
  } catch (error) {
    if (error instanceof ZohoRefusal) {
      return errorEnvelope(error.code, error.message, error.details);
    }
    throw error;
  }
}

function successful(message: string, details: Details): Details {
  return { code: 'SUCCESS', details, message, status: 'success' };
}
