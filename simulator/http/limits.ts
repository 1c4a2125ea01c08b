import { type ZohoTime } from '../zoho-time.js';
import { ZohoRefusal } from './exchange.js';

export interface LimitSettings {
  /** API credits in any 24 hours. */
  readonly creditsLimit: number;
  /** API calls in flight at once. */
  readonly concurrencyLimit: number;
  /** Of these, lists with `sort_by` or `cvid`. */
  readonly sortedConcurrencyLimit: number;
}

export interface CallPrice {
  readonly credits: number;
  readonly sorted: boolean;
}

/** One call in flight. */
export interface Entry {
  readonly crowded: boolean;
  /** The call has ended; more than once does no harm. */
  readonly leave: () => void;
}

const dayMinutes = 24 * 60;

/** The organisation's API limits (Zoho: "API limits", v8): credits over a rolling day, calls in flight. */
export class Limits {
  private readonly spentByMinute = new Map<number, number>();
  private inFlight = 0;
  private sortedInFlight = 0;
  private highest = 0;

  constructor(
    private settings: LimitSettings,
    private readonly time: ZohoTime,
  ) {}

  change(settings: Partial<LimitSettings>): void {
    this.settings = { ...this.settings, ...settings };
  }

  get highestConcurrency(): number {
    return this.highest;
  }

  resetHighest(): void {
    this.highest = this.inFlight;
  }

  /**
   * Counts a call in. A call that comes when as many as the limits allow are in flight is refused on arrival: it is
   * crowded, and takes no place.
   */
  enter(price: CallPrice): Entry {
    this.highest = Math.max(this.highest, this.inFlight + 1);
    const { concurrencyLimit, sortedConcurrencyLimit } = this.settings;
    const sorted = price.sorted ? 1 : 0;
    const crowded =
      this.inFlight >= concurrencyLimit ||
      (price.sorted && this.sortedInFlight >= sortedConcurrencyLimit);
    if (crowded) return { crowded, leave: () => undefined };
    this.inFlight += 1;
    this.sortedInFlight += sorted;
    let left = false;
    const leave = (): void => {
      if (left) return;
      left = true;
      this.inFlight -= 1;
      this.sortedInFlight -= sorted;
    };
    return { crowded, leave };
  }

  /** Takes the credits of a call; throws when the day's are gone. */
  spend(price: CallPrice): void {
    if (this.creditsUsed() + price.credits > this.settings.creditsLimit) {
      throw new ZohoRefusal(
        429,
        'TOO_MANY_REQUESTS',
        'Number of API requests for the 24 hour period is exceeded',
      );
    }
    const minute = this.minute();
    this.spentByMinute.set(minute, (this.spentByMinute.get(minute) ?? 0) + price.credits);
  }

  creditsUsed(): number {
    const oldest = this.minute() - dayMinutes;
    let used = 0;
    for (const [minute, credits] of this.spentByMinute) {
      if (minute <= oldest) this.spentByMinute.delete(minute);
      else used += credits;
    }
    return used;
  }

  /** `X-API-CREDITS-REMAINING`, which Zoho sends only once half of the credits are used. */
  headers(): Readonly<Record<string, string>> {
    const used = this.creditsUsed();
    const { creditsLimit } = this.settings;
    if (used < creditsLimit / 2) return {};
    return { 'X-API-CREDITS-REMAINING': String(Math.max(0, creditsLimit - used)) };
  }

  private minute(): number {
    return Math.floor(this.time.now() / 60_000);
  }
}
