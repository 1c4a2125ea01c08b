import { AppError } from '../../kernel/app-error.js';

const mostCauses = 5;

/**
 * What led to an error, outermost first, without the error itself. Our own errors with code and message, which hold no
 * secret; of others the name and the code only, because their messages may quote an address with a password in it, or
 * the contents of a record.
 */
export function causeChainOf(error: Error): readonly string[] {
  const chain: string[] = [];
  const seen = new Set<unknown>([error]);
  let cause: unknown = error.cause;
  while (cause instanceof Error && !seen.has(cause) && chain.length < mostCauses) {
    seen.add(cause);
    chain.push(described(cause));
    cause = cause.cause;
  }
  return chain;
}

function described(error: Error): string {
  if (error instanceof AppError) return `${error.code}: ${error.message}`;
  const { code } = error as { code?: unknown };
  const hasCode = typeof code === 'string' && /^[A-Z0-9_]{1,40}$/.test(code);
  return hasCode ? `${error.name} ${code}` : error.name;
}
