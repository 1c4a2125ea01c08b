/** What a process does: everything, or one of three parts of it. */
export const roles = ['all', 'web', 'worker', 'scheduler'] as const;

export type Role = (typeof roles)[number];

/** The roles that take deliveries. */
export const listeningRoles: readonly Role[] = ['web', 'all'];

/** Whether a process of this role takes deliveries. The role may be another process's, as that one names it. */
export function listens(role: string): boolean {
  return (listeningRoles as readonly string[]).includes(role);
}

/** Whether a process of this role brings memory up to date. */
export function works(role: Role): boolean {
  return role === 'worker' || role === 'all';
}

/** Whether a process of this role has what is due done. */
export function schedules(role: Role): boolean {
  return role === 'scheduler' || role === 'all';
}
