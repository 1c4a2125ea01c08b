import { type Gap } from '../../gaps/gap-store.js';
import { type LiveProcess } from '../../installation/live-process.js';
import { isoTime } from '../../kernel/iso-time.js';
import { type Trouble } from '../../observability/trouble.js';
import { type QueueDepth } from '../../queue/capacity.js';
import { type FailedComparison, type LastProof } from '../../reconciliation/compare/proof-store.js';
import { type LastSweep } from '../../reconciliation/sweep/sweep-store.js';
import { type ChannelRow } from '../../registration/channel-row.js';
import { type Output, printable, table } from './output.js';
import {
  channelsLine,
  gapsLine,
  proofsLine,
  rolesText,
  sweepsLine,
  troubleLine,
} from './status-lines.js';

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
}

export interface StatusState extends UpkeepState {
  readonly alive: readonly LiveProcess[];
  readonly modules: readonly ModuleStatus[];
  readonly limit: number;
  readonly deadLetters: number;
  /** How many, or why they can't be counted. */
  readonly documents: number | string;
  readonly sink: string;
  readonly fromCrm: boolean;
  readonly nowMs: number;
}

/** Everything on one screen; what is wrong comes first. */
export function statusOutput(state: StatusState): Output {
  const { alive, modules, limit, deadLetters, documents, channels, gaps, troubles, nowMs } = state;
  const waiting = modules.reduce((sum, { waiting: now, delayed }) => sum + now + delayed, 0);
  const processes = alive.map(({ role, host, pid, startedAtMs }) => {
    return { role, host, pid, startedAt: isoTime(startedAtMs) };
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
      documents: typeof documents === 'number' ? documents : null,
      channels,
      gaps,
      sweeps: state.sweeps.map(({ atMs, ...sweep }) => ({ ...sweep, at: isoTime(atMs) })),
      proofs: state.proofs.map(({ atMs, ...proof }) => ({ ...proof, at: isoTime(atMs) })),
      failed_comparisons: state.failures.map(({ atMs, api, reason }) => {
        return { module: api, at: isoTime(atMs), reason };
      }),
      redis: state.redis,
    },
    text: [
      ...troubles.map((trouble) => printable(troubleLine(trouble, nowMs))),
      ...(troubles.length === 0 ? [] : ['']),
      modulesTable(modules),
      '',
      `Processes     ${rolesText(alive)}`,
      `Queue         ${waiting} of ${limit}`,
      `Dead letters  ${deadLetters === 0 ? 'none' : `${deadLetters}: \`dead-letters list\` says why`}`,
      ...(channels.length === 0 ? [] : [`Channels      ${channelsLine(channels)}`]),
      `Gaps          ${gapsLine(gaps)}`,
      ...(state.fromCrm ? sweepLines(state) : []),
      `Memory        ${documentsText(state)}`,
      `Redis         ${state.redis}`,
      `Records from  ${state.fromCrm ? 'Zoho CRM' : 'deliveries (payload mode)'}`,
    ].join('\n'),
  };
}

function modulesTable(modules: readonly ModuleStatus[]): string {
  const rows = modules.map((row) =>
    [row.module, row.waiting, row.delayed, row.active, row.inMemory, `${row.lagSeconds} s`].map(
      String,
    ),
  );
  return table(['Module', 'Waiting', 'Delayed', 'Active', 'In memory', 'Behind'], rows);
}

function sweepLines({ sweeps, proofs, failures, nowMs }: StatusState): readonly string[] {
  return [
    `Sweeps        ${printable(sweepsLine(sweeps, nowMs))}`,
    printable(`Compared      ${proofsLine(proofs, failures, nowMs)}`),
  ];
}

function documentsText({ documents, sink }: StatusState): string {
  return typeof documents === 'number'
    ? `${documents} documents (${sink})`
    : printable(`${documents} (${sink})`);
}
