import { type LiveProcess } from '../../installation/live-process.js';

/** `2 worker, 1 web`; `none` where nothing runs. */
export function rolesText(alive: readonly LiveProcess[]): string {
  const roles = [...new Set(alive.map(({ role }) => role))].sort();
  const counts = roles.map(
    (role) => `${alive.filter((process) => process.role === role).length} ${role}`,
  );
  return counts.length === 0 ? 'none is alive: start the service' : counts.join(', ');
}
