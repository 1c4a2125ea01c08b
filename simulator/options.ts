import { type SimModule } from './records/modules.js';
import { type LimitSettings } from './http/limits.js';
import { type Credentials } from './oauth.js';
import { type Scopes } from './scopes.js';

/** How a simulated organisation is; everything has a default. */
export interface SimulatorOptions extends Partial<LimitSettings> {
  /** 0, the default, is any free port. */
  readonly port?: number;
  /** The same seed and clock give the same records and the same accidents. */
  readonly seed?: number;
  /** Number of accounts, with everything around them; 40 without it. */
  readonly company?: number | 'empty';
  /** Epoch ms. */
  readonly now?: () => number;
  /** How long each answer takes. */
  readonly latencyMs?: number;
  readonly accessTokenLifetimeSeconds?: number;
  /** The user's time zone, in which times are written. */
  readonly utcOffsetMinutes?: number;
  readonly credentials?: Partial<Credentials>;
  /** What token answers call `api_domain`; the simulator's own URL without it. */
  readonly apiDomain?: string;
  /** What the grant allows; without it `everyScope`, by which nobody is told of the organisation's settings. */
  readonly scopes?: Scopes;
  readonly refusedWatchModules?: readonly SimModule[];
  /** Answered to `actions/watch` when only some entries fail. */
  readonly partialFailureStatus?: 202 | 207;
}

/** The limits of an Enterprise organisation; credits at the edition's cap. */
export const enterpriseLimits: LimitSettings = {
  creditsLimit: 5_000_000,
  concurrencyLimit: 20,
  sortedConcurrencyLimit: 10,
};

export const defaultCredentials: Credentials = {
  clientId: '1000.SIMULATEDCLIENT',
  clientSecret: 'simulated-client-secret',
  refreshToken: '1000.simulated.refresh',
};

export const defaultAccountCount = 40;
