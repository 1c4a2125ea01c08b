import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

import { type Place } from './place.js';

export interface Ended {
  /** `late`: it was killed when its time was over. */
  readonly code: number | 'killed' | 'late';
  /** Of standard output and standard error, as a terminal shows them, with the ports that the pages name. */
  readonly output: string;
}

const stepSeconds = 180;
const stopSeconds = 30;
const graceSeconds = 5;

/** Runs commands of a page in bash. Each has a process group of its own: nothing it started outlives it. */
export class Shell {
  readonly #staying = new Map<string, Running>();

  constructor(private readonly place: Place) {}

  async run(commands: string): Promise<Ended> {
    return new Running(this.place, commands).ended(stepSeconds);
  }

  /**
   * Starts what runs on, and resolves when the command `until` succeeds. What was started by the same commands is ended
   * first, as a reader does who starts the service again.
   */
  async stay(commands: string, until: string): Promise<Ended> {
    await this.#staying.get(commands)?.stop();
    const running = new Running(this.place, commands);
    this.#staying.set(commands, running);
    const deadline = performance.now() + stepSeconds * 1000;
    while (running.isRunning() && performance.now() < deadline) {
      const { code } = await this.run(until);
      if (code === 0 && running.isRunning()) return { code, output: running.output };
      await delay(200);
    }
    const { code, output } = await running.ended(0);
    return { code: code === 0 ? 'killed' : code, output };
  }

  async stop(): Promise<void> {
    // The last one first: the service before its Redis.
    for (const running of [...this.#staying.values()].reverse()) await running.stop();
    this.#staying.clear();
  }
}

class Running {
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;
  #output = '';

  constructor(
    private readonly place: Place,
    commands: string,
  ) {
    const { folder, environment, ports } = place;
    const script = exchanged(commands, [...ports]);
    this.#child = spawn('bash', ['-c', `exec 2>&1\nset -e -o pipefail\n${script}`], {
      cwd: folder,
      env: environment,
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    this.#child.stdout?.on('data', (chunk: Buffer) => (this.#output += chunk.toString()));
    this.#closed = once(this.#child, 'close');
  }

  isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  get output(): string {
    return exchanged(
      this.#output,
      [...this.place.ports].map(([named, free]) => [free, named] as const),
    );
  }

  async ended(seconds: number): Promise<Ended> {
    const timer = new AbortController();
    const late = delay(seconds * 1000, 'late' as const, timer);
    const first = await Promise.race([this.#closed, late.catch(() => undefined)]);
    timer.abort();
    this.#signal('SIGKILL');
    // A daemon in a group of its own may keep the output open: then what it has printed so far is all.
    await Promise.race([this.#closed, delay(graceSeconds * 1000, undefined, { ref: false })]);
    const code = first === 'late' ? first : (this.#child.exitCode ?? 'killed');
    return { code, output: this.output };
  }

  /** As Ctrl-C does, and by force where that isn't enough. */
  async stop(): Promise<void> {
    this.#signal('SIGTERM');
    await this.ended(stopSeconds);
  }

  #signal(signal: NodeJS.Signals): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      process.kill(-pid, signal);
    } catch {
      // The group is gone already.
    }
  }
}

function exchanged(text: string, pairs: readonly (readonly [string, string])[]): string {
  return pairs.reduce(
    (done, [from, to]) => done.replaceAll(new RegExp(`\\b${from}\\b`, 'g'), to),
    text,
  );
}
