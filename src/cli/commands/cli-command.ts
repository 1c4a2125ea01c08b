import { Command } from 'commander';

import { calledAs } from '../called-as.js';

/** What Commander calls: with the arguments as they are declared, the options, and the command. */
type Action = (...given: never[]) => Promise<void> | void;

/** A command with examples in its help, and with an action that is loaded when it runs. */
export class CliCommand extends Command {
  readonly #examples: string[] = [];

  constructor(name?: string) {
    super(name);
    this.exitOverride();
    this.addHelpText('after', () => this.#examplesText());
  }

  /** What people may type after the program's name. */
  get examples(): readonly string[] {
    return this.#examples;
  }

  override createCommand(name?: string): CliCommand {
    return new CliCommand(name);
  }

  /** Shows in its help how it may be called; without the program's name. */
  example(...calls: readonly string[]): this {
    this.#examples.push(...calls);
    return this;
  }

  /** What it does. The code of it is loaded then, so that every command costs at its start what it needs itself. */
  runs<Actions>(load: () => Promise<Actions>, chosen: (actions: Actions) => Action): this {
    return this.action(async (...given: unknown[]) => {
      const action = chosen(await load()) as (...given: unknown[]) => Promise<void> | void;
      await action(...given);
    });
  }

  #examplesText(): string {
    if (this.#examples.length === 0) return '';
    const lines = this.#examples.map((call) => `  ${calledAs()} ${call}`);
    return `\n${lines.length === 1 ? 'Example' : 'Examples'}:\n${lines.join('\n')}`;
  }
}
