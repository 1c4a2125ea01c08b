/** What an examination found about one subject. */
export interface Finding {
  readonly subject: string;
  readonly status: 'ok' | 'warning' | 'failure';
  readonly message: string;
  /** What to do about it; absent for what is well. */
  readonly remedy?: string;
}

export function ok(subject: string, message: string): Finding {
  return { subject, status: 'ok', message };
}

export function warning(subject: string, message: string, remedy: string): Finding {
  return { subject, status: 'warning', message, remedy };
}

export function failure(subject: string, message: string, remedy: string): Finding {
  return { subject, status: 'failure', message, remedy };
}
