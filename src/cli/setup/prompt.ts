import { createInterface, type Interface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/** Asks a person at a terminal, on standard error. Secrets aren't shown while they are typed, and nothing is kept of them. */
export class Prompt {
  readonly #lines: Interface;
  #isHidden = false;

  constructor() {
    const output = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        if (!this.#isHidden) process.stderr.write(chunk);
        done();
      },
    });
    this.#lines = createInterface({ input: process.stdin, output, terminal: true, historySize: 0 });
    // Ctrl-C ends the program, as it does everywhere; what was answered is in the file.
    this.#lines.on('SIGINT', () => process.exit(130));
  }

  /** What was typed, or the usual answer for nothing. */
  async ask(question: string, usual: string | undefined, isSecret = false): Promise<string> {
    const answering = this.#lines.question(
      `${question}${usual === undefined ? '' : ` [${usual}]`}: `,
    );
    // The question is on the screen by now.
    this.#isHidden = isSecret;
    try {
      const answer = (await answering).trim();
      return answer === '' ? (usual ?? '') : answer;
    } finally {
      this.#isHidden = false;
      if (isSecret) process.stderr.write('\n');
    }
  }

  close(): void {
    this.#lines.close();
  }
}
