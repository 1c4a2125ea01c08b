import { type TrueState } from '../check/history.js';

type Mark = Pick<TrueState, 'version' | 'nonce'>;

/** A text that tells a state from all others, wherever it is rendered. */
export function markText({ version, nonce }: Mark): string {
  return `state${version}x${nonce}`;
}

/** The state that a document shows; version 0 for one that shows none. */
export function markIn(text: string): Mark {
  const [, version = '0', nonce = ''] = /state(\d+)x([0-9a-f]{8})/.exec(text) ?? [];
  return { version: Number(version), nonce };
}
