import { Injectable } from '@nestjs/common';

import { isJsonObject, jsonObject } from '../../kernel/json.js';
import { type ZohoAnswer, ZohoHttp } from '../http/zoho-http.js';
import {
  badChannels,
  type Channel,
  channelEntry,
  channelFrom,
  type ChannelList,
  type ChannelOutcome,
  type ChannelRequest,
  entriesOf,
  outcomeFrom,
} from './channel-entries.js';

const path = '/crm/v8/actions/watch';
const pageSize = 200;
/** Far more than an organisation has; an end in case Zoho says "more" for ever. */
const maxPages = 50;

/**
 * Zoho's notification channels ("Notification APIs", Zoho CRM API v8). A call with several channels can succeed for
 * some and fail for others, so every channel has its own outcome. Rejects with ZohoError where the call itself fails.
 */
@Injectable()
export class ZohoChannels {
  constructor(private readonly http: ZohoHttp) {}

  /** Creates channels, or renews those Zoho knows. One outcome per request, in their order. Safe to repeat. */
  enable(requests: readonly ChannelRequest[]): Promise<readonly ChannelOutcome[]> {
    return this.#send('POST', requests);
  }

  /** Gives channels that exist a new definition; what isn't given is removed. One outcome per request. */
  replace(requests: readonly ChannelRequest[]): Promise<readonly ChannelOutcome[]> {
    return this.#send('PUT', requests);
  }

  /** Changes channels that exist and keeps what isn't given. One outcome per request. */
  update(requests: readonly ChannelRequest[]): Promise<readonly ChannelOutcome[]> {
    return this.#send('PATCH', requests);
  }

  /** Every channel of this credential, an entry for each of its modules. */
  async list(): Promise<ChannelList> {
    const channels: Channel[] = [];
    for (let page = 1; ; page += 1) {
      const query = { page: String(page), per_page: String(pageSize) };
      const { status, body, serverTimeMs } = await this.http.request({
        method: 'GET',
        path,
        query,
      });
      if (status === 204) return { channels, serverTimeMs };
      const entries = entriesOf(body);
      if (entries === undefined) throw badChannels('the list of channels');
      channels.push(...entries.map(channelFrom));
      const hasMore = jsonObject(jsonObject(body)['info'])['more_records'] === true;
      if (!hasMore || page >= maxPages) return { channels, serverTimeMs };
    }
  }

  /** Ends channels. Zoho answers with an entry for each channel and module, or one refusal for all. */
  async disable(channelIds: readonly string[]): Promise<readonly ChannelOutcome[]> {
    const query = { channel_ids: channelIds.join(',') };
    const { body } = await this.http.request({ method: 'DELETE', path, query, accepts });
    const entries = entriesOf(body);
    if (entries === undefined) throw badChannels(`${channelIds.length} channels`);
    return entries.map(outcomeFrom);
  }

  async #send(
    method: 'POST' | 'PUT' | 'PATCH',
    requests: readonly ChannelRequest[],
  ): Promise<readonly ChannelOutcome[]> {
    const subject = `${requests.length} channels`;
    const body = { watch: requests.map(channelEntry) };
    const answer = await this.http.request({ method, path, body, subject, accepts });
    const outcomes = entriesOf(answer.body)?.map(outcomeFrom) ?? [];
    // Refusals don't name their channel: only the order tells whose they are, or one that stands for all.
    const [first] = outcomes;
    if (answer.status === 400 && first !== undefined && outcomes.length === 1) {
      return requests.map(() => first);
    }
    if (outcomes.length !== requests.length) throw badChannels(subject);
    return outcomes;
  }
}

/** A refusal that comes channel by channel is an outcome, not a failure of the call. */
function accepts({ status, body }: ZohoAnswer): boolean {
  return status === 400 && entriesOf(body)?.every(isJsonObject) === true;
}
