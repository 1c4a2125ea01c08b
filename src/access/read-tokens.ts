import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';

import { type ReadToken, readTokensIn, type ReadTokensResult } from '../config/read-tokens.js';
import { Settings } from '../config/settings.js';
import { SettingsError } from '../config/settings-error.js';

/**
 * The tokens of `READ_TOKENS_FILE`. The file is read again on SIGHUP; one with a mistake is told in the log, and the
 * tokens stay as they were.
 */
@Injectable()
export class ReadTokens implements OnModuleInit, OnModuleDestroy {
  readonly #logger = new Logger('ReadTokens');
  readonly #path: string | undefined;
  #tokens: readonly ReadToken[] = [];

  /** @throws SettingsError where the file isn't right */
  constructor(private readonly settings: Settings) {
    this.#path = settings.http.readTokensFile;
    const { tokens, problems } = this.#read();
    if (tokens === undefined) {
      throw new SettingsError(problems.map((problem) => `READ_TOKENS_FILE ${problem}`));
    }
    this.#tokens = tokens;
  }

  get current(): readonly ReadToken[] {
    return this.#tokens;
  }

  onModuleInit(): void {
    if (this.#path !== undefined) process.on('SIGHUP', this.#readAgain);
  }

  onModuleDestroy(): void {
    process.off('SIGHUP', this.#readAgain);
  }

  readonly #readAgain = (): void => {
    const { tokens, problems } = this.#read();
    if (tokens === undefined) {
      this.#logger.error({ event: 'read_tokens.refused', problems });
      return;
    }
    this.#tokens = tokens;
    this.#logger.log({ event: 'read_tokens.read', names: tokens.map(({ name }) => name) });
  };

  #read(): ReadTokensResult {
    if (this.#path === undefined) return { tokens: [] };
    const { adminToken, readToken } = this.settings.http;
    const taken = [adminToken, readToken].flatMap((token) => token?.reveal() ?? []);
    return readTokensIn(this.#path, { synced: this.settings.queue.synced, taken });
  }
}
