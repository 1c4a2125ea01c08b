/** How notifications travel. Fractions are of 1. */
export interface DeliveryBehaviour {
  /** Sent a second time. */
  readonly duplicateFraction: number;
  /** Never sent. */
  readonly dropFraction: number;
  /** Sent only after the following one was answered. */
  readonly reorderFraction: number;
  readonly delayMs: number;
  /** At most this much is added to `delayMs`. */
  readonly jitterMs: number;
  /** How often a notification is sent again after anything but a 2xx; Zoho documents no retry. */
  readonly retries: number;
  readonly retryDelayMs: number;
}

export const promptDelivery: DeliveryBehaviour = {
  duplicateFraction: 0,
  dropFraction: 0,
  reorderFraction: 0,
  delayMs: 0,
  jitterMs: 0,
  retries: 0,
  retryDelayMs: 200,
};

/** One notification that was sent, or was meant to be. */
export interface LoggedDelivery {
  readonly outcome: 'sent' | 'failed' | 'dropped';
  /** HTTP status of the answer; without one there was none, and `error` says why. */
  readonly status?: number;
  readonly error?: string;
  /** When it was sent, epoch ms by the simulator's clock. */
  readonly at: number;
  /** 1 for the first. */
  readonly attempt: number;
  readonly duplicate: boolean;
  readonly channelId: string;
  readonly module: string;
  readonly operation: string;
  readonly ids: readonly string[];
  readonly url: string;
  /** The JSON that was sent. */
  readonly body: string;
}
