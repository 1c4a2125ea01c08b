import { type ChannelOutcome, type ChannelRequest } from '../../zoho/channels/channel-entries.js';
import { type ZohoChannels } from '../../zoho/channels/zoho-channels.js';
import { type ChannelRefusal, refusesModule } from '../channel-refusal.js';
import { type KeepStep } from '../plan/channel-plan.js';

/** What became of a step: the expiry Zoho confirmed (epoch ms by its clock; undefined: not said), or its refusal. */
export type StepOutcome =
  | { readonly status: 'done'; readonly expiresAtMs: number | undefined }
  | ({ readonly status: 'refused' } & ChannelRefusal);

export interface ChannelStepResult {
  readonly step: KeepStep;
  readonly outcome: StepOutcome;
}

type Rung = (
  channels: ZohoChannels,
  requests: readonly ChannelRequest[],
) => Promise<readonly ChannelOutcome[]>;

const update: Rung = (channels, requests) => channels.update(requests);
const replace: Rung = (channels, requests) => channels.replace(requests);
const create: Rung = (channels, requests) => channels.enable(requests);
/** For a channel that Zoho neither takes nor lets go of: it is ended first. That it isn't there is as good. */
const createAnew: Rung = async (channels, requests) => {
  await channels.disable(requests.map(({ channelId }) => channelId));
  return channels.enable(requests);
};

/** What is tried for a step, one after the other, until Zoho accepts. */
const ladders = {
  renew: [update, create, createAnew],
  replace: [replace, create, createAnew],
  create: [create, createAnew],
} as const satisfies Record<Exclude<KeepStep['action'], 'leave'>, readonly Rung[]>;

/**
 * Carries out steps of one action, all of them in one call per rung. Each channel climbs on its own: what was accepted
 * stays, what was refused is tried the next way. A channel that still serves is never ended to be made anew.
 * `settle` is told of each result as soon as it stands, so that a later call that fails loses none.
 * @throws ZohoError where a call as a whole fails
 */
export async function climb(
  channels: ZohoChannels,
  action: keyof typeof ladders,
  steps: readonly KeepStep[],
  settle: (result: ChannelStepResult) => Promise<void>,
): Promise<void> {
  let open: readonly KeepStep[] = steps;
  const refusals = new Map<KeepStep, StepOutcome>();
  for (const rung of ladders[action]) {
    const trying = open.filter((step) => rung !== createAnew || isUseless(step));
    if (trying.length === 0) break;
    const outcomes = await rung(
      channels,
      trying.map(({ request }) => request),
    );
    for (const [index, step] of trying.entries()) {
      const outcome = outcomeOf(outcomes[index]);
      refusals.set(step, outcome);
      if (mayClimb(outcome)) continue;
      open = open.filter((other) => other !== step);
      await settle({ step, outcome });
    }
  }
  for (const step of open) await settle({ step, outcome: refusals.get(step) ?? noAnswer });
}

const noAnswer: StepOutcome = { status: 'refused', code: 'NO_ANSWER', field: undefined };

/** It isn't there, or what it tells doesn't reach us. */
function isUseless({ action, wasDeaf }: KeepStep): boolean {
  return action === 'create' || wasDeaf;
}

function mayClimb(outcome: StepOutcome): boolean {
  return outcome.status === 'refused' && !refusesModule(outcome.code);
}

function outcomeOf(outcome: ChannelOutcome | undefined): StepOutcome {
  if (outcome === undefined) return noAnswer;
  if (outcome.status === 'refused') return outcome;
  return { status: 'done', expiresAtMs: outcome.modules[0]?.expiresAtMs };
}
