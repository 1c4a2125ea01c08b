import { type ZohoTime } from '../zoho-time.js';

export const channelOperations = ['edit', 'create', 'delete'] as const;

export type ChannelOperation = (typeof channelOperations)[number];

/** A subscription: which events are told to which address. */
export interface Channel {
  readonly id: string;
  /** `Deals.edit`; `all` is three of them. */
  readonly events: readonly string[];
  readonly notifyUrl: string;
  readonly token: string | null;
  /** Epoch ms, whole seconds. */
  readonly expiresAtMs: number;
  readonly returnsValues: boolean;
  readonly notifiesRelated: boolean;
  readonly condition: unknown;
}

/** The channels of the organisation. One whose time is over doesn't exist any more, and nobody is told. */
export class Channels {
  private readonly channels = new Map<string, Channel>();

  constructor(private readonly time: ZohoTime) {}

  find(id: string): Channel | undefined {
    const channel = this.channels.get(id);
    return channel !== undefined && channel.expiresAtMs > this.time.now() ? channel : undefined;
  }

  live(): readonly Channel[] {
    const now = this.time.now();
    return [...this.channels.values()].filter(({ expiresAtMs }) => expiresAtMs > now);
  }

  put(channel: Channel): void {
    this.channels.set(channel.id, channel);
  }

  remove(id: string): void {
    this.channels.delete(id);
  }
}

/** The modules a channel watches, in the order of its events. */
export function modulesOf(events: readonly string[]): readonly string[] {
  return [...new Set(events.map((event) => event.slice(0, event.indexOf('.'))))];
}
