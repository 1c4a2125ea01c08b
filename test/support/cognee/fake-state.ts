import { randomUUID } from 'node:crypto';
import { type IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

import { type FakeDataset, type FakeRow } from './fake-store.js';

export interface FakeReply {
  readonly status: number;
  readonly body: unknown;
  /** Sent as it is. */
  readonly text?: string;
}

export interface FakeCall {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** What the fake holds, whom it lets in, and how it behaves. */
export class FakeState {
  readonly apiKey = 'fake-api-key';
  readonly login = { email: 'sync@example.com', password: 'fake-password' };
  readonly datasets = new Map<string, FakeDataset>();
  /** How long a run of cognify takes. */
  runMs = 0;
  /** A text that holds this can't be indexed. */
  refusedPhrase: string | undefined;
  /** A file that holds this can't be stored. */
  unstorablePhrase: string | undefined;
  /** Every run fails of this. */
  modelFailure: { status: number; title: string; errorClass: string; words: string } | undefined;
  /** Documents indexed so far, also by runs that were taken back: what has to be paid for. */
  indexedDocuments = 0;
  /** Changes with every start and stop: a run of an earlier life has nobody who works on it. */
  life = 0;
  /** Told of every row that comes and goes, in order. */
  onRow: (happened: 'added' | 'removed', row: FakeRow, dataset: FakeDataset) => void = () =>
    undefined;
  #tokens = new Set<string>();

  named(name: string): FakeDataset | undefined {
    return [...this.datasets.values()].find((dataset) => dataset.name === name);
  }

  issueToken(): string {
    const token = randomUUID();
    this.#tokens.add(token);
    return token;
  }

  /** From now on no token that was given is accepted. */
  expireTokens(): void {
    this.#tokens = new Set();
  }

  accepts(headers: IncomingMessage['headers']): boolean {
    if (headers['x-api-key'] === this.apiKey) return true;
    const bearer = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1];
    return bearer !== undefined && this.#tokens.has(bearer);
  }

  /** Waits as long as a run takes; false where the server went away meanwhile. */
  async work(): Promise<boolean> {
    const { life } = this;
    const untilMs = Date.now() + this.runMs;
    while (Date.now() < untilMs && life === this.life) await delay(Math.min(10, this.runMs));
    return life === this.life;
  }
}
