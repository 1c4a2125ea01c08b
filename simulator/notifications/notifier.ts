import { BoundedLog } from '../bounded-log.js';
import { type Channel, type Channels } from '../channels/channels.js';
import { type SimModule } from '../records/modules.js';
import { type RecordChange } from '../records/sim-record.js';
import { type SeededRandom } from '../seeded-random.js';
import { type ZohoTime } from '../zoho-time.js';
import {
  type DeliveryBehaviour,
  type LoggedDelivery,
  promptDelivery,
} from './delivery-behaviour.js';
import {
  type Announcement,
  announcementsOf,
  eventNameOf,
  notificationBody,
} from './notification-body.js';
import { Poster } from './post.js';

interface Delivery extends Pick<
  LoggedDelivery,
  'channelId' | 'module' | 'operation' | 'ids' | 'url' | 'body' | 'duplicate'
> {
  readonly attempt: number;
}

const answerTimeoutMs = 10_000;
/** A notification that is held back for the next one leaves after this when none comes. */
const heldAtMostMs = 50;

/** Tells the channels of changes, as well or as badly as it was asked to. */
export class Notifier {
  private readonly log = new BoundedLog<LoggedDelivery>();
  private readonly poster = new Poster(answerTimeoutMs);
  private readonly timers = new Set<NodeJS.Timeout>();
  private behaviour: DeliveryBehaviour = promptDelivery;
  private held: { readonly release: () => void } | undefined;
  private pending = 0;
  private waiting: (() => void)[] = [];
  private closed = false;

  constructor(
    private readonly channels: Channels,
    private readonly time: ZohoTime,
    private readonly random: SeededRandom,
  ) {}

  /** What isn't named is prompt and reliable again. */
  behave(behaviour: Partial<DeliveryBehaviour>): void {
    this.behaviour = { ...promptDelivery, ...behaviour };
  }

  /** Every notification that was sent or dropped, with its answer; one without an answer yet isn't in it. */
  deliveries(): readonly LoggedDelivery[] {
    return this.log.list();
  }

  resetDeliveries(): void {
    this.log.reset();
  }

  deliveredTotal(): number {
    return this.log.total;
  }

  /** Resolves when every notification has been answered, has failed for good, or was dropped. */
  idle(): Promise<void> {
    if (this.pending === 0) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** One notification per channel, module and kind of change. */
  announce(changes: readonly RecordChange[], related: readonly RecordChange[]): void {
    const channels = this.channels.live();
    for (const announcement of announcementsOf(changes)) {
      for (const channel of channels) this.tell(channel, announcement);
    }
    for (const announcement of announcementsOf(related)) {
      for (const channel of channels) {
        if (channel.notifiesRelated) this.tell(channel, announcement);
      }
    }
  }

  /** Sends the last delivery about a record once more, byte for byte. Returns whether there was one. */
  resend(module: SimModule, id: string): boolean {
    const last = this.log
      .list()
      .findLast((each) => each.module === module && each.ids.includes(id));
    if (last === undefined) return false;
    const { channelId, operation, ids, url, body } = last;
    this.send({ channelId, module, operation, ids, url, body, attempt: 1, duplicate: true });
    return true;
  }

  close(): void {
    this.closed = true;
    for (const timer of this.timers) clearTimeout(timer);
    this.poster.close();
    this.pending = 0;
    this.wake();
  }

  private tell(channel: Channel, announcement: Announcement): void {
    if (!channel.events.includes(eventNameOf(announcement))) return;
    const body = JSON.stringify(notificationBody(announcement, channel, this.time.now()));
    const delivery: Delivery = {
      channelId: channel.id,
      module: announcement.module,
      operation: announcement.operation,
      ids: [...announcement.valuesById.keys()],
      url: channel.notifyUrl,
      body,
      attempt: 1,
      duplicate: false,
    };
    if (this.random.chance(this.behaviour.dropFraction)) {
      this.log.add({ ...delivery, outcome: 'dropped', at: this.time.now() });
      return;
    }
    this.dispatch(delivery);
    if (this.random.chance(this.behaviour.duplicateFraction)) {
      this.dispatch({ ...delivery, duplicate: true });
    }
  }

  private dispatch(delivery: Delivery): void {
    const before = this.held;
    if (before === undefined && this.random.chance(this.behaviour.reorderFraction)) {
      this.hold(delivery);
      return;
    }
    this.held = undefined;
    this.send(delivery, before?.release);
  }

  private hold(delivery: Delivery): void {
    this.pending += 1;
    let released = false;
    const release = (): void => {
      if (released) return;
      released = true;
      if (this.held === held) this.held = undefined;
      this.send(delivery);
      this.finish();
    };
    const held = { release };
    this.held = held;
    this.later(heldAtMostMs, () => {
      // Once a following one is on its way, it releases this one.
      if (this.held === held) release();
    });
  }

  private send(delivery: Delivery, afterwards?: () => void): void {
    if (this.closed) return;
    this.pending += 1;
    const { delayMs, jitterMs } = this.behaviour;
    const delay = delayMs + (jitterMs > 0 ? this.random.integer(0, jitterMs) : 0);
    const start = (): void => {
      void this.attempt(delivery).finally(() => {
        afterwards?.();
        this.finish();
      });
    };
    if (delay > 0) this.later(delay, start);
    else start();
  }

  private async attempt(delivery: Delivery): Promise<void> {
    const at = this.time.now();
    let delivered = false;
    try {
      const status = await this.poster.post(delivery.url, delivery.body);
      delivered = status >= 200 && status < 300;
      this.log.add({ ...delivery, outcome: delivered ? 'sent' : 'failed', status, at });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.log.add({ ...delivery, outcome: 'failed', error: reason, at });
    }
    if (delivered || this.closed || delivery.attempt > this.behaviour.retries) return;
    this.pending += 1;
    this.later(this.behaviour.retryDelayMs, () => {
      this.send({ ...delivery, attempt: delivery.attempt + 1 });
      this.finish();
    });
  }

  private later(ms: number, action: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      if (!this.closed) action();
    }, ms);
    this.timers.add(timer);
  }

  private finish(): void {
    this.pending -= 1;
    this.wake();
  }

  private wake(): void {
    if (this.pending > 0) return;
    const waiting = this.waiting;
    this.waiting = [];
    for (const resolve of waiting) resolve();
  }
}
