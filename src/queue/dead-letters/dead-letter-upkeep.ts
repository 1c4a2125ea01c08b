import { Injectable } from '@nestjs/common';

import { TroubleStore } from '../../installation/trouble-store.js';
import { Clock } from '../../kernel/clock.js';
import { Scheduled, type ScheduledTask, type TaskReport } from '../../schedule/scheduled-task.js';
import { DeadLetterReplay } from './dead-letter-replay.js';
import { DeadLetterStore } from './dead-letter-store.js';
import { isReplayDue } from './replay-due.js';

const hourMs = 3_600_000;
const replayEveryMs = 30_000;
const stepWithinMs = 120_000;
const withinMs = 600_000;

/**
 * Tries records again that were given up for something that passes: an outage longer than a record's attempts would
 * otherwise need a person once it is over. As careful as a replay by hand: a few first, and no more where they fail.
 * And forgets what is too old.
 */
@Injectable()
@Scheduled()
export class DeadLetterUpkeep {
  constructor(
    private readonly deadLetters: DeadLetterStore,
    private readonly letterReplay: DeadLetterReplay,
    private readonly troubles: TroubleStore,
    private readonly clock: Clock,
  ) {}

  tasks(): readonly ScheduledTask[] {
    return [
      {
        name: 'dead-letters.replay',
        when: { everyMs: replayEveryMs },
        run: () => this.replay(),
      },
      {
        name: 'dead-letters.prune',
        when: { everyMs: hourMs },
        run: async () => ({ pruned: await this.deadLetters.prune() }),
      },
    ];
  }

  /** Undefined where nothing was due. @throws the error of Redis */
  async replay(): Promise<TaskReport> {
    if ((await this.deadLetters.count()) === 0) return undefined;
    const [troubles, mendedMs] = await Promise.all([this.troubles.now(), this.troubles.mendedMs()]);
    const surroundings = { nowMs: this.clock.now(), troubles, mendedMs };
    const outcome = await this.letterReplay.replay(
      { due: (letter) => isReplayDue(letter, surroundings) },
      { stepWithinMs, withinMs },
    );
    const { replayed, recovered, failedAgain } = outcome;
    return replayed === 0 ? undefined : { replayed, recovered, failedAgain };
  }
}
