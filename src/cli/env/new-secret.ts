import { randomBytes } from 'node:crypto';

/** 64 hex digits: what WEBHOOK_SECRET takes. */
export function newSecret(): string {
  return randomBytes(32).toString('hex');
}
