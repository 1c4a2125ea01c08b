import { createHmac } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

import { type SeededRandom } from '../../../simulator/seeded-random.js';
import { type Acknowledged, type Answers } from '../check/history.js';
import { type Change } from './truth.js';

/** How deliveries travel. */
export interface SenderBehaviour {
  /** Copies of each delivery, sent at the same time; 1 without it. */
  readonly copies?: number;
  /** At most this long a delivery is under way before it is sent: later ones overtake it. */
  readonly delayMs?: number;
  /** Of 1: never sent. */
  readonly dropFraction?: number;
}

interface Delivery {
  readonly id: string;
  readonly body: string;
  readonly changes: readonly Change[];
  sentAtMs: number;
}

interface Answer {
  readonly status: number;
  readonly kind: string;
  readonly records: number;
}

const answerWithinMs = 10_000;
const againAfterMs = { least: 100, most: 400 };

/**
 * Sends signed deliveries, each to any of the web processes, and again until it is acknowledged, as a sender that
 * cares would. It keeps the log that the service is measured by: what was acknowledged, and when it was sent first.
 */
export class Sender {
  readonly acknowledged: Acknowledged[] = [];
  readonly #counts = {
    accepted: 0,
    duplicate: 0,
    rejected: 0,
    failed: 0,
    unanswered: 0,
    acceptedRecords: 0,
  };
  readonly #underWay = new Set<Promise<void>>();
  #serial = 0;
  #stopped = false;
  dropped = 0;
  deliveries = 0;

  constructor(
    private readonly urls: readonly string[],
    private readonly secret: string,
    private readonly behaviour: SenderBehaviour,
    private readonly random: SeededRandom,
  ) {}

  get answers(): Answers {
    return this.#counts;
  }

  /** Takes changes of one module and kind on their way, as one delivery. */
  deliver(changes: readonly Change[]): void {
    if (this.random.chance(this.behaviour.dropFraction ?? 0)) {
      this.dropped += 1;
      return;
    }
    this.deliveries += 1;
    const delivery = this.#deliveryOf(changes);
    for (let copy = 0; copy < (this.behaviour.copies ?? 1); copy += 1) {
      const sending = this.#sendUntilAcknowledged(delivery, copy).finally(() => {
        this.#underWay.delete(sending);
      });
      this.#underWay.add(sending);
    }
  }

  /** Resolves once everything is acknowledged; `false` where that takes longer than `withinMs`. */
  async idle(withinMs: number): Promise<boolean> {
    const deadline = Date.now() + withinMs;
    while (this.#underWay.size > 0 && Date.now() < deadline) await delay(20);
    return this.#underWay.size === 0;
  }

  /** Gives up what isn't acknowledged. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#underWay);
  }

  #deliveryOf(changes: readonly Change[]): Delivery {
    this.#serial += 1;
    const [first] = changes;
    const data = changes.map(({ id }) => ({ id }));
    const body = JSON.stringify({ operation: first?.kind, module: first?.module, data });
    return { id: `delivery-${this.#serial}`, body, changes, sentAtMs: 0 };
  }

  async #sendUntilAcknowledged(delivery: Delivery, copy: number): Promise<void> {
    const { delayMs = 0 } = this.behaviour;
    const { random } = this;
    if (delayMs > 0) await delay(random.integer(0, delayMs));
    if (delivery.sentAtMs === 0) delivery.sentAtMs = Date.now();
    for (let turn = copy; !this.#stopped; turn += 1) {
      const answer = await this.#post(delivery, this.urls[turn % this.urls.length] ?? '');
      if (this.#isAcknowledgement(answer)) {
        this.#note(delivery);
        return;
      }
      await delay(random.integer(againAfterMs.least, againAfterMs.most));
    }
  }

  async #post({ id, body }: Delivery, url: string): Promise<Answer | undefined> {
    const signature = createHmac('sha256', this.secret).update(body).digest('hex');
    try {
      const response = await fetch(`${url}/webhooks/zoho`, {
        method: 'POST',
        body,
        headers: {
          'content-type': 'application/json',
          'x-zoho-signature': signature,
          'x-zoho-event-id': id,
        },
        signal: AbortSignal.timeout(answerWithinMs),
      });
      const { status: kind, records } = (await response.json()) as Record<string, unknown>;
      return { status: response.status, kind: String(kind), records: Number(records ?? 0) };
    } catch {
      return undefined;
    }
  }

  #isAcknowledgement(answer: Answer | undefined): boolean {
    const counts = this.#counts;
    if (answer === undefined) counts.unanswered += 1;
    else if (answer.status >= 500) counts.failed += 1;
    else if (answer.status >= 400) counts.rejected += 1;
    else if (answer.kind === 'duplicate') counts.duplicate += 1;
    else {
      counts.accepted += 1;
      counts.acceptedRecords += answer.records;
    }
    return answer !== undefined && answer.status < 300;
  }

  #note({ id, changes, sentAtMs }: Delivery): void {
    for (const { state } of changes) {
      const { key, version } = state;
      this.acknowledged.push({ key, version, delivery: id, sentAtMs });
    }
  }
}
