import { type Gap } from '../../gaps/gap-store.js';
import { type LiveProcess } from '../../installation/live-process.js';
import { type LeftOver } from '../../former/left-over.js';
import { isoTime } from '../../kernel/iso-time.js';
import { type Trouble } from '../../observability/trouble.js';
import { type TrueSince } from '../../reconciliation/compare/proof-history.js';
import { type FailedComparison, type LastProof } from '../../reconciliation/compare/proof-store.js';
import { type LastSweep } from '../../reconciliation/sweep/sweep-store.js';
import { type ChannelRow, isWell } from '../../registration/channel-row.js';
import { timeLeft } from './channel-output.js';
import { countedThings } from './progress-text.js';

/** The channels in a few words: how many are well and which end first, or which are not. */
export function channelsLine(rows: readonly ChannelRow[]): string {
  const wrong = rows.filter((row) => !isWell(row));
  if (wrong.length > 0) return wrong.map(({ api, status }) => `${api} ${status}`).join(', ');
  const lives = rows.flatMap(({ expiresInSeconds }) => expiresInSeconds ?? []);
  const first = lives.length === 0 ? '' : `, the first ends in ${timeLeft(Math.min(...lives))}`;
  const watched = rows.filter(({ status }) => status === 'watched').length;
  const others = rows.length - watched;
  return `${watched} watched${first}${others === 0 ? '' : `; ${others} polled or disabled`}`;
}

/** The gaps that no sweep has gone over yet: how many, of which modules, since when. */
export function gapsLine(gaps: readonly Gap[]): string {
  const [oldest] = gaps;
  if (oldest === undefined) return 'none';
  const modules = [...new Set(gaps.map(({ api }) => api))].join(', ');
  return `${gaps.length} open (${modules}), since ${isoTime(oldest.fromMs)}`;
}

/** What is left of a module that is synced no more, and who else works with it or what takes it away. */
export function formerLine(leftOver: LeftOver): string {
  const { module, syncedBy } = leftOver;
  const left = `${module} is not in ZOHO_MODULES: ${leftOverText(leftOver)} left`;
  if (syncedBy.length === 0) {
    return `${left}; put it back, or \`zoho-sync sync full --module ${module} --yes\` removes it`;
  }
  return `${left}, which ${syncedBy.join(', ')} still syncs: give all processes the same ZOHO_MODULES`;
}

/** `12 documents, 1 job and 2 dead letters`; documents are those that the ledger knows of where memory isn't asked. */
export function leftOverText({ documents, known, jobs, deadLetters }: LeftOver): string {
  const parts = [
    [documents ?? known, 'document'],
    [jobs, 'job'],
    [deadLetters, 'dead letter'],
  ] as const;
  const said = parts
    .filter(([count]) => count > 0)
    .map(([count, thing]) => countedThings(count, thing));
  const last = said.pop();
  if (last === undefined) return `${countedThings(known, 'record')} in the ledger`;
  return said.length === 0 ? last : `${said.join(', ')} and ${last}`;
}

export const troubleLabel = 'TROUBLE';

/** `zoho for 2 m, since 2026-03-01T09:00:00.000Z: what is wrong, and what to do`. */
export function troubleLine({ subject, sinceMs, message }: Trouble, nowMs: number): string {
  const since = isoTime(sinceMs);
  return `${subject} for ${timeLeft((nowMs - sinceMs) / 1000)}, since ${since}: ${message}`;
}

/** When the modules were last swept, or what kept one from it. */
export function sweepsLine(sweeps: readonly LastSweep[], nowMs: number): string {
  const failed = sweeps.filter(({ status }) => status === 'failed');
  const [first] = failed;
  if (first !== undefined) {
    const names = failed.map(({ api }) => api).join(', ');
    return `failed for ${names}, ${timeLeft((nowMs - first.atMs) / 1000)} ago: ${first.reason ?? 'unknown'}`;
  }
  if (sweeps.length === 0) return 'none yet';
  const oldest = Math.min(...sweeps.map(({ atMs }) => atMs));
  const queued = sweeps.reduce((sum, { modified, deleted }) => sum + modified + deleted, 0);
  return `${countedThings(sweeps.length, 'module')}, all within ${timeLeft((nowMs - oldest) / 1000)}, ${countedThings(queued, 'record')} queued`;
}

/** When all records of the modules were last compared, and what differed. */
export function proofsLine(
  proofs: readonly LastProof[],
  failures: readonly FailedComparison[],
  nowMs: number,
): string {
  const failed = failures.map(({ api, atMs, reason }) => {
    return `; ${api} failed ${timeLeft((nowMs - atMs) / 1000)} ago: ${reason}`;
  });
  return `${provenText(proofs, nowMs)}${failed.join('')}`;
}

function provenText(proofs: readonly LastProof[], nowMs: number): string {
  if (proofs.length === 0) return 'not yet';
  const oldest = Math.min(...proofs.map(({ atMs }) => atMs));
  const differences = proofs.reduce((sum, proof) => sum + proof.differences, 0);
  return `${countedThings(proofs.length, 'module')}, all within ${timeLeft((nowMs - oldest) / 1000)}, ${countedThings(differences, 'difference')}`;
}

/** Since when all modules are proven equal without a break, and those that aren't. */
export function trueSinceLine(modules: readonly TrueSince[]): string {
  const times = modules.flatMap(({ sinceMs }) => sinceMs ?? []);
  if (times.length === 0) return 'not proven yet';
  const unproven = modules.filter(({ sinceMs }) => sinceMs === undefined);
  const names = unproven.map(({ module }) => module).join(', ');
  return `${isoTime(Math.max(...times))}${names === '' ? '' : `, but for ${names}`}`;
}

/** What Redis says of itself (`INFO`): what it uses, and whether it keeps it. */
export function redisLine(info: string): string {
  if (info === '') return 'says nothing of itself: its user may not give INFO';
  const fact = (name: string): string | undefined =>
    new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1];
  const keeps = fact('aof_enabled') === '1' ? 'append-only file' : 'NO append-only file';
  const fails = fact('aof_last_write_status') === 'err' ? ' that can NOT be written' : '';
  const limit = ['0', undefined].includes(fact('maxmemory'))
    ? ''
    : ` of ${fact('maxmemory_human') ?? '?'}`;
  const replica = fact('role') === 'slave' ? ', a REPLICA that takes no writes' : '';
  return `${fact('used_memory_human') ?? '?'}${limit} used, ${keeps}${fails}${replica}`;
}

/** `2 worker, 1 web`; `none` where nothing runs. */
export function rolesText(alive: readonly LiveProcess[]): string {
  const roles = [...new Set(alive.map(({ role }) => role))].sort();
  const counts = roles.map(
    (role) => `${alive.filter((process) => process.role === role).length} ${role}`,
  );
  return counts.length === 0 ? 'none is alive: start the service' : counts.join(', ');
}
