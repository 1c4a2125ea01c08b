import { type ChannelRow, isWell } from '../../registration/channel-row.js';
import { type Gap } from '../../watch/gap.js';
import { timeLeft } from './channel-output.js';

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
  return `${gaps.length} open (${modules}), since ${new Date(oldest.fromMs).toISOString()}`;
}

/** What Redis says of itself (`INFO`): what it uses, and whether it keeps it. */
export function redisLine(info: string): string {
  const fact = (name: string): string | undefined =>
    new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1];
  const keeps = fact('aof_enabled') === '1' ? 'append-only file' : 'no append-only file';
  return `${fact('used_memory_human') ?? '?'} used, ${keeps}`;
}
