import { type WebhookSettings } from '../../config/settings.js';
import { type LiveProcess } from '../../installation/live-process.js';
import { Secret } from '../../kernel/secret.js';
import { channelTokenName, deriveToken, secretFingerprint } from '../../kernel/signing.js';

/** Whose token a channel shows: of the secret to sign with, of the other one that is accepted, or of none of ours. */
export type TokenKind = 'wanted' | 'other' | 'foreign';

/**
 * The tokens that channels should have. New ones are derived from the current secret once every process that takes
 * deliveries accepts it; until then from the previous one, which all of them accept. So no delivery is turned away
 * while processes are replaced one by one.
 */
export class ChannelTokens {
  readonly #wanted: Secret;
  readonly #other: Secret | undefined;
  /** Whether processes are still running that would turn away tokens of the current secret. */
  readonly waitsForProcesses: boolean;

  constructor({ secret, previousSecret }: WebhookSettings, receivers: readonly LiveProcess[]) {
    const fingerprint = secretFingerprint(secret);
    const allAccept = receivers.every(({ accepts }) => accepts.includes(fingerprint));
    this.waitsForProcesses = previousSecret !== undefined && !allAccept;
    this.#wanted = this.waitsForProcesses ? (previousSecret ?? secret) : secret;
    this.#other = this.waitsForProcesses ? secret : previousSecret;
  }

  /** The token that a channel of this id should have. */
  of(channelId: string): Secret {
    return new Secret(deriveToken(this.#wanted, channelTokenName(channelId)));
  }

  kindOf(channelId: string, token: Secret | undefined): TokenKind {
    const name = channelTokenName(channelId);
    const shown = token?.reveal();
    if (shown === deriveToken(this.#wanted, name)) return 'wanted';
    const isOther = this.#other !== undefined && shown === deriveToken(this.#other, name);
    return isOther ? 'other' : 'foreign';
  }
}
