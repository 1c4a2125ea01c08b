import { problemWith } from '../../config/read-settings.js';
import { writeEnvFile } from '../env/env-file.js';
import { UsageError } from '../usage-error.js';
import { type Prompt } from './prompt.js';
import { type Known, type Question } from './questions.js';

/** Where `.env` is: where every process of the service reads it. */
export const envFile = '.env';

/** What is known of the settings and what was answered: written into `.env` one by one, so that nothing is asked twice. */
export class SetupAnswers {
  readonly #known: Map<string, string>;
  readonly #written = new Set<string>();

  /** `given`: by option; `prompt` undefined: nobody can be asked. */
  constructor(
    known: Known,
    private readonly given: Known,
    private readonly prompt: Prompt | undefined,
  ) {
    this.#known = new Map(known);
  }

  get known(): Known {
    return this.#known;
  }

  /** The variables that were written. */
  get written(): readonly string[] {
    return [...this.#written];
  }

  /**
   * What is known from the environment goes into the file too: every process reads it. `others`: further options that are
   * needed. @throws UsageError naming all options that are missing where nobody can be asked, or one that is wrong
   */
  async settle(questions: readonly Question[], others: readonly string[]): Promise<void> {
    if (this.prompt === undefined) this.#refuseMissing(questions, others);
    for (const question of questions) {
      if (!question.counts(this.#known)) continue;
      const given = this.given.get(question.option) ?? this.#known.get(question.variable);
      await this.set(question.variable, given ?? (await this.#answerTo(question)));
    }
  }

  /** Asks again, whatever is known. */
  async change(questions: readonly Question[]): Promise<void> {
    for (const question of questions) {
      if (question.counts(this.#known)) {
        await this.set(question.variable, await this.#answerTo(question));
      }
    }
  }

  /** @throws UsageError for what the variable can't be */
  async set(variable: string, value: string): Promise<void> {
    const problem = problemWith(variable, value);
    if (problem !== undefined) throw new UsageError(`zoho-sync: ${problem}`);
    this.#known.set(variable, value);
    if (await writeEnvFile(envFile, { [variable]: value })) this.#written.add(variable);
  }

  async #answerTo({ variable, text, usual, isSecret }: Question): Promise<string> {
    if (this.prompt === undefined) return usual ?? '';
    const known = this.#known.get(variable);
    for (;;) {
      const shown = isSecret === true ? undefined : (known ?? usual);
      const answer = await this.prompt.ask(text, shown, isSecret);
      const problem = answer === '' ? 'an answer is needed' : problemWith(variable, answer);
      if (problem === undefined) return answer;
      process.stderr.write(`  ${problem}\n`);
    }
  }

  #refuseMissing(questions: readonly Question[], others: readonly string[]): void {
    const known = new Map(this.#known);
    for (const { option, variable } of questions) {
      const given = this.given.get(option);
      if (given !== undefined) known.set(variable, given);
    }
    const missing = questions.filter(
      ({ variable, usual, counts }) => counts(known) && usual === undefined && !known.has(variable),
    );
    const options = [...missing.map(({ option }) => `--${option}`), ...others];
    if (options.length === 0) return;
    const zoho = missing.some(({ part }) => part === 'Zoho') ? ', or --without-zoho' : '';
    throw new UsageError(
      `zoho-sync: without a terminal nobody can be asked: add ${options.join(', ')}${zoho}`,
    );
  }
}
