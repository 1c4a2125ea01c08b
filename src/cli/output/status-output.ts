import { type Gap } from '../../gaps/gap-store.js';
import { type LiveProcess } from '../../installation/live-process.js';
import { type LeftOver, leftOverAnswer } from '../../former/left-over.js';
import { isoTime, knownTime } from '../../kernel/iso-time.js';
import { type Trouble } from '../../observability/trouble.js';
import { type QueueDepth } from '../../queue/capacity.js';
import { type TrueSince } from '../../reconciliation/compare/proof-history.js';
import { type FailedComparison, type LastProof } from '../../reconciliation/compare/proof-store.js';
import { type LastSweep } from '../../reconciliation/sweep/sweep-store.js';
import { type ChannelRow } from '../../registration/channel-row.js';
import { asTyped } from '../called-as.js';
import { labelled } from './layout.js';
import { type Output, printable, table } from './output.js';
import { countedThings } from './progress-text.js';
import {
  channelsLine,
  formerLine,
  gapsLine,
  proofsLine,
  rolesText,
  sweepsLine,
  troubleLabel,
  troubleLine,
  trueSinceLine,
} from './status-lines.js';
import { styled } from './styled.js';

interface ModuleStatus extends QueueDepth {
  readonly inMemory: number;
  readonly lagSeconds: number;
}

export interface UpkeepState {
  /** As Zoho confirmed them last; none where there are to be none. */
  readonly channels: readonly ChannelRow[];
  readonly gaps: readonly Gap[];
  readonly redis: string;
  readonly troubles: readonly Trouble[];
  readonly sweeps: readonly LastSweep[];
  readonly proofs: readonly LastProof[];
  readonly failures: readonly FailedComparison[];
  readonly trueSince: readonly TrueSince[];
}

export interface StatusState extends UpkeepState {
  readonly alive: readonly LiveProcess[];
  readonly modules: readonly ModuleStatus[];
  readonly limit: number;
  readonly deadLetters: number;
  /** Modules that are synced no more. */
  readonly leftOvers: readonly LeftOver[];
  /** How many, or why they can't be countedThings. */
  readonly documents: number | string;
  readonly sink: string;
  readonly fromCrm: boolean;
  readonly nowMs: number;
}

/** Everything on one screen; what is wrong comes first. */
export function statusOutput(state: StatusState): Output {
  const { alive, modules, limit, deadLetters, documents, channels, gaps, troubles, nowMs } = state;
  const waiting = modules.reduce((sum, { waiting: now, delayed }) => sum + now + delayed, 0);
  const processes = alive.map(({ role, host, pid, startedAtMs, version, memoryBytes }) => {
    const told = { version: version ?? null, memoryBytes: memoryBytes ?? null };
    return { role, host, pid, ...told, startedAt: isoTime(startedAtMs) };
  });
  return {
    json: {
      troubles: troubles.map(({ subject, sinceMs, code, message }) => {
        return { subject, since: isoTime(sinceMs), code, message };
      }),
      processes,
      modules,
      waiting,
      limit,
      deadLetters,
      former_modules: state.leftOvers.map(leftOverAnswer),
      documents: typeof documents === 'number' ? documents : null,
      channels,
      gaps,
      sweeps: state.sweeps.map(({ atMs, ...sweep }) => ({ ...sweep, at: isoTime(atMs) })),
      proofs: state.proofs.map(({ atMs, ...proof }) => ({ ...proof, at: isoTime(atMs) })),
      failed_comparisons: state.failures.map(({ atMs, api, reason }) => {
        return { module: api, at: isoTime(atMs), reason };
      }),
      true_since: state.trueSince.map(({ module, sinceMs }) => {
        return { module, at: knownTime(sinceMs) };
      }),
      redis: state.redis,
    },
    text: [
      ...troubles.map((trouble) => troubleText(trouble, nowMs)),
      ...(troubles.length === 0 ? [] : ['']),
      modulesTable(modules),
      '',
      labelled('Processes', rolesText(alive)),
      labelled('Queue', queueText(state, waiting)),
      labelled('Dead letters', deadLettersText(deadLetters)),
      ...(channels.length === 0 ? [] : [labelled('Channels', channelsLine(channels))]),
      ...formerLines(state.leftOvers),
      labelled('Gaps', gapsLine(gaps)),
      ...(state.fromCrm ? sweepLines(state) : []),
      labelled('Memory', documentsText(state)),
      labelled('Redis', state.redis),
      labelled('Records from', state.fromCrm ? 'Zoho CRM' : 'deliveries (payload mode)'),
    ].join('\n'),
  };
}

/** In red, where there are colours: it comes first, and is not to be overlooked. */
function troubleText(trouble: Trouble, nowMs: number): string {
  const said = asTyped(printable(troubleLine(trouble, nowMs)));
  return labelled(troubleLabel, said).replace(troubleLabel, styled('red', troubleLabel));
}

/** The two parts of what waits, where a part of it is in the log. */
function queueText({ modules, limit }: StatusState, waiting: number): string {
  const unrouted = modules.reduce((sum, module) => sum + module.unrouted, 0);
  const parts = `${waiting - unrouted} on the queues, ${unrouted} in the log`;
  return `${waiting} of ${limit}${unrouted === 0 ? '' : ` (${parts})`}`;
}

function deadLettersText(count: number): string {
  return count === 0 ? 'none' : asTyped(`${count}: \`zoho-sync dead-letters list\` says why`);
}

function formerLines(leftOvers: readonly LeftOver[]): readonly string[] {
  return leftOvers.map((each) => labelled('Synced once', asTyped(printable(formerLine(each)))));
}

function modulesTable(modules: readonly ModuleStatus[]): string {
  const rows = modules.map((row) =>
    [row.module, row.waiting, row.delayed, row.active, row.inMemory, `${row.lagSeconds} s`].map(
      String,
    ),
  );
  return table(['Module', 'Waiting', 'Delayed', 'Active', 'In memory', 'Behind'], rows);
}

function sweepLines({
  sweeps,
  proofs,
  failures,
  trueSince,
  nowMs,
}: StatusState): readonly string[] {
  return [
    labelled('Sweeps', printable(sweepsLine(sweeps, nowMs))),
    labelled('Compared', printable(proofsLine(proofs, failures, nowMs))),
    labelled('True since', printable(trueSinceLine(trueSince))),
  ];
}

function documentsText({ documents, sink }: StatusState): string {
  return typeof documents === 'number'
    ? `${countedThings(documents, 'document')} (${sink})`
    : printable(`${documents} (${sink})`);
}
