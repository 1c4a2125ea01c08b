import { type IncomingMessage } from 'node:http';

/** What a sender calls itself and its body, for whoever has to find it. */
export interface Sender {
  /** Without parameters; empty where there is none. */
  readonly contentType: string;
  readonly userAgent: string;
}

/** The kinds of content types: a closed set, for metrics. */
export type ContentKind = 'json' | 'form' | 'multipart' | 'text' | 'none' | 'other';

export function senderOf({ headers }: IncomingMessage): Sender {
  const [contentType = ''] = (headers['content-type'] ?? '').split(';', 1);
  return {
    contentType: visible(contentType.toLowerCase(), 60),
    userAgent: visible(headers['user-agent'] ?? '', 120),
  };
}

export function contentKindOf(contentType: string): ContentKind {
  if (contentType === '') return 'none';
  if (/^application\/(?:[\w.-]+\+)?json$/.test(contentType)) return 'json';
  if (contentType === 'application/x-www-form-urlencoded') return 'form';
  if (contentType === 'multipart/form-data') return 'multipart';
  return contentType.startsWith('text/') ? 'text' : 'other';
}

/** Visible ASCII and single spaces, cut off: a header may hold anything. */
function visible(text: string, maxLength: number): string {
  const clean = text.slice(0, maxLength).replace(/[^\x20-\x7e]/g, '?');
  return clean.split(' ').filter(Boolean).join(' ');
}
