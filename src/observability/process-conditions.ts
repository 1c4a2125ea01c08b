import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';

import { Clock } from '../kernel/clock.js';
import { isoTime } from '../kernel/iso-time.js';
import { Condition } from './condition.js';
import { type Subject, subjects, type Trouble } from './trouble.js';

/** A trouble began or ended in this process. */
export interface TroubleChange {
  readonly trouble: Trouble;
  readonly ended: boolean;
}

const lookEveryMs = 1000;

/**
 * What this process depends on and whether it works, by what its users meet: nothing is asked for this alone. A trouble
 * is logged when it begins and when it ends, however many records meet it.
 */
@Injectable()
export class ProcessConditions implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = new Logger('Conditions');
  readonly #conditions: Condition[] = [];
  readonly #listeners: ((change: TroubleChange) => void)[] = [];
  #known = new Map<Subject, Trouble>();
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly clock: Clock) {}

  /** A condition of its own for each caller: the subject is in trouble while any of its conditions is. */
  of(subject: Subject): Pick<Condition, 'failed' | 'worked'> {
    const condition = new Condition(subject, () => this.clock.now());
    this.#conditions.push(condition);
    return {
      failed: (error) => {
        condition.failed(error);
        this.#look();
      },
      worked: () => {
        condition.worked();
      },
    };
  }

  onChange(listener: (change: TroubleChange) => void): void {
    this.#listeners.push(listener);
  }

  /** The troubles of this process, one per subject. */
  current(): readonly Trouble[] {
    return subjects.flatMap((subject) => this.#troubleOf(subject) ?? []);
  }

  /** When each subject last worked here, in all its uses, epoch ms; those that never did are left out. */
  lastWorked(): Readonly<Partial<Record<Subject, number>>> {
    const times = this.#conditions.filter(({ lastWorkedMs }) => lastWorkedMs > 0);
    return Object.fromEntries(
      subjects
        .map((subject) => times.filter((condition) => condition.subject === subject))
        .flatMap((of) =>
          of[0] === undefined
            ? []
            : [[of[0].subject, Math.min(...of.map(({ lastWorkedMs }) => lastWorkedMs))]],
        ),
    );
  }

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => {
      this.#look();
    }, lookEveryMs);
    this.#timer.unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.#timer);
  }

  #troubleOf(subject: Subject): Trouble | undefined {
    const troubles = this.#conditions.flatMap((condition) =>
      condition.subject === subject ? (condition.trouble ?? []) : [],
    );
    if (troubles.length === 0) return undefined;
    const last = troubles.reduce((one, other) =>
      other.lastFailedMs > one.lastFailedMs ? other : one,
    );
    return { ...last, sinceMs: Math.min(...troubles.map(({ sinceMs }) => sinceMs)) };
  }

  #look(): void {
    for (const condition of this.#conditions) condition.settle();
    const before = this.#known;
    this.#known = new Map(this.current().map((trouble) => [trouble.subject, trouble]));
    for (const trouble of this.#known.values()) {
      if (!before.has(trouble.subject)) this.#began(trouble);
    }
    for (const trouble of before.values()) {
      if (!this.#known.has(trouble.subject)) this.#ended(trouble);
    }
  }

  #began(trouble: Trouble): void {
    const { subject, sinceMs, code, message: reason } = trouble;
    const since = isoTime(sinceMs);
    this.#logger.warn({ event: 'trouble.began', subject, since, code, reason });
    for (const listener of this.#listeners) listener({ trouble, ended: false });
  }

  #ended(trouble: Trouble): void {
    const { subject, sinceMs } = trouble;
    const lastedSeconds = Math.round((this.clock.now() - sinceMs) / 1000);
    const since = isoTime(sinceMs);
    this.#logger.log({ event: 'trouble.ended', subject, since, lastedSeconds });
    for (const listener of this.#listeners) listener({ trouble, ended: true });
  }
}
