import { Injectable } from '@nestjs/common';

import { type ApiModule, apiModulesOf, type CrmModule } from '../../../crm/modules.js';
import { Settings } from '../../../config/settings.js';
import { Clock } from '../../../kernel/clock.js';
import { list, number, object, oneOf, stored, text } from '../../../kernel/shape.js';
import { RedisConnections } from '../../../redis/redis-connections.js';
import { SweepStore } from '../../sweep/sweep-store.js';
import { type SweepWindow } from '../../sweep/window.js';
import { type Depth, shareOfDay } from './depth.js';
import { IdTable } from './id-table.js';
import { differenceText, type FoundDifference } from './sighting.js';

/** A survey that was broken off for longer begins anew: too much has changed since. */
const goesOnForMs = 12 * 3_600_000;

/** What a survey is made for: two for different ends don't mix their tables. */
export type SurveyPurpose = 'comparison' | 'verification';

const phases = ['listing', 'comparing', 'queueing'] as const;

type Phase = (typeof phases)[number];

interface State {
  readonly startedAtMs: number;
  readonly phase: Phase;
  readonly listed: readonly string[];
}

const stateFrom = stored(
  object<State>({ startedAtMs: number, phase: oneOf(phases), listed: list(text) }),
);

/** What a survey of one module has found so far, in Redis: a killed process doesn't cost the pages it had read. */
export class SurveyTables {
  /** The records that the CRM listed. */
  readonly census: IdTable;
  /** The records that differ. */
  readonly differing: IdTable;
  readonly window: SweepWindow;
  readonly #stateKey: string;
  #state: State | undefined;

  constructor(
    private readonly redis: RedisConnections,
    private readonly store: SweepStore,
    private readonly clock: Clock,
    private readonly module: CrmModule,
    purpose: SurveyPurpose,
  ) {
    this.census = new IdTable(redis, redis.key(purpose, module, 'census'));
    this.differing = new IdTable(redis, redis.key(purpose, module, 'findings'));
    this.#stateKey = redis.key(purpose, module, 'state');
    this.window = {
      name: purpose,
      sinceMs: undefined,
      untilMs: undefined,
      paging: 'token',
      isWhole: true,
    };
  }

  /**
   * Takes up a survey that was broken off, or begins one. What was broken off while memory was compared begins anew,
   * because by then the list is partly used up.
   */
  async open(): Promise<Phase> {
    const nowMs = this.clock.now();
    const state = stateFrom(await this.redis.patient.get(this.#stateKey));
    const goesOn = state !== undefined && nowMs - state.startedAtMs < goesOnForMs;
    if (goesOn && state.phase !== 'comparing') {
      this.#state = state;
      return state.phase;
    }
    await this.clear();
    await this.#keep({ startedAtMs: nowMs, phase: 'listing', listed: [] });
    return 'listing';
  }

  /** Epoch ms; of an attempt that was broken off, where this one goes on with it. */
  get startedAtMs(): number {
    return this.#state?.startedAtMs ?? Infinity;
  }

  async enter(phase: Phase): Promise<void> {
    if (this.#state !== undefined) await this.#keep({ ...this.#state, phase });
  }

  isListed(api: ApiModule): boolean {
    return this.#state?.listed.includes(api) === true;
  }

  async noteListed(api: ApiModule): Promise<void> {
    const state = this.#state;
    if (state !== undefined) await this.#keep({ ...state, listed: [...state.listed, api] });
  }

  async noteDiffering(found: ReadonlyMap<string, FoundDifference>): Promise<void> {
    const rows = [...found].map(([id, each]) => [id, differenceText(each)] as const);
    await this.differing.put(new Map(rows));
  }

  /** Forgets the survey. */
  async clear(): Promise<void> {
    this.#state = undefined;
    const runs = apiModulesOf(this.module).map((api) => this.store.endRun(api, this.window.name));
    await Promise.all([
      this.redis.patient.del(this.#stateKey),
      this.census.clear(),
      this.differing.clear(),
      ...runs,
    ]);
  }

  async #keep(state: State): Promise<void> {
    await this.redis.patient.set(this.#stateKey, JSON.stringify(state));
    this.#state = state;
  }
}

/** Where surveys keep what they have found so far, and how far one looks that nobody told how far. */
@Injectable()
export class SurveyShelf {
  constructor(
    private readonly redis: RedisConnections,
    private readonly store: SweepStore,
    private readonly clock: Clock,
    private readonly settings: Settings,
  ) {}

  /** SYNC_DRIFT_SHARE of the records, others every day: each has its turn, whatever doesn't show by itself. */
  get usualDepth(): Depth {
    const isDue = shareOfDay(this.settings.schedule.driftShare, this.clock.now());
    return { isRead: isDue, isProbed: isDue };
  }

  tables(module: CrmModule, purpose: SurveyPurpose): SurveyTables {
    return new SurveyTables(this.redis, this.store, this.clock, module, purpose);
  }
}
