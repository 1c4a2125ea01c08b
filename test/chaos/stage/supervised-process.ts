import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { type Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import {
  breakNotice,
  type BreakPlan,
  breakVariable,
  type PlannedBreak,
} from '../break/break-plan.js';
import { endWithUs } from './end-with-us.js';
import { ownPort } from './own-port.js';

export type Environment = Readonly<Record<string, string>>;
export type Role = 'web' | 'worker' | 'scheduler';

export interface ProcessPlan {
  readonly role: Role;
  readonly environment: Environment;
  readonly logFile: string;
  /** What is wrong with every start of it. */
  readonly always: Pick<BreakPlan, 'mutant' | 'clockAheadMs'>;
  /** Where it breaks: one for its first start, one for its second, and so on. */
  readonly breaks: readonly PlannedBreak[];
}

const program = fileURLToPath(new URL('../../../src/main.js', import.meta.url));
const preload = new URL('../break/preload.js', import.meta.url).href;
const restartsAfterMs = 300;
const readyWithinMs = 60_000;

/** A process of the service in one role, started again whenever it ends, as an orchestrator would. */
export class SupervisedProcess {
  /** What happened to it, in order. */
  readonly events: string[] = [];
  /** Ends that nobody asked for. */
  readonly crashes: string[] = [];
  #child: ChildProcess | undefined;
  #starts = 0;
  #breaksDone = 0;
  #askedToEnd = false;
  #ending = false;

  private constructor(
    readonly url: string,
    private readonly plan: ProcessPlan,
    private readonly onFreeze: (process: SupervisedProcess) => void,
  ) {}

  static async start(
    plan: ProcessPlan,
    onFreeze: (process: SupervisedProcess) => void,
  ): Promise<SupervisedProcess> {
    const port = await ownPort();
    const supervised = new SupervisedProcess(`http://127.0.0.1:${port}`, plan, onFreeze);
    supervised.#start();
    return supervised;
  }

  get role(): Role {
    return this.plan.role;
  }

  /** How often it was started; 1 for one that nothing happened to. */
  get starts(): number {
    return this.#starts;
  }

  /** Whether every planned break has happened. */
  get isBroken(): boolean {
    return this.#breaksDone >= this.plan.breaks.length;
  }

  /** Resolves once it answers that it is ready. @throws after a minute */
  async untilReady(): Promise<void> {
    const deadline = Date.now() + readyWithinMs;
    while (Date.now() < deadline) {
      const answer = await fetch(`${this.url}/health/ready`).catch(() => undefined);
      await answer?.arrayBuffer();
      if (answer?.ok === true) return;
      await delay(50);
    }
    throw new Error(`A ${this.role} process did not become ready: see ${this.plan.logFile}`);
  }

  /** Ends it as a crash does. */
  kill(): void {
    this.#signal('SIGKILL');
  }

  thaw(): void {
    this.#signal('SIGCONT');
  }

  /** Asks it to end, and waits until it is started again. */
  async replace(): Promise<void> {
    const child = this.#child;
    const { starts } = this;
    this.#signal('SIGTERM');
    if (child !== undefined && !hasEnded(child)) await once(child, 'exit');
    while (this.#starts === starts) await delay(20);
  }

  /** Ends it for good. */
  async stop(): Promise<void> {
    this.#ending = true;
    const child = this.#child;
    if (child === undefined || hasEnded(child)) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  #signal(signal: NodeJS.Signals): void {
    this.#askedToEnd = signal !== 'SIGCONT';
    this.events.push(`${signal} ${this.role}`);
    this.#child?.kill(signal);
  }

  #start(): void {
    const at = this.plan.breaks[this.#starts];
    const broken: BreakPlan = { ...this.plan.always, ...(at === undefined ? {} : { at }) };
    this.#starts += 1;
    this.#askedToEnd = false;
    const log = openSync(this.plan.logFile, 'a');
    const child = spawn(process.execPath, ['--import', preload, program], {
      // A folder without a `.env`, and nothing of the environment but what is given here.
      cwd: tmpdir(),
      env: {
        PATH: process.env['PATH'],
        ...this.plan.environment,
        ROLE: this.role,
        PORT: new URL(this.url).port,
        [breakVariable]: JSON.stringify(broken),
      },
      stdio: ['ignore', log, log, 'pipe'],
    });
    closeSync(log);
    endWithUs(child);
    this.#child = child;
    (child.stdio[breakNotice] as Readable).on('data', (text: Buffer) => {
      this.#noteBreak(JSON.parse(text.toString()) as PlannedBreak);
    });
    child.once('exit', (code, signal) => {
      void this.#restart(code, signal);
    });
  }

  #noteBreak({ point, passing, signal }: PlannedBreak): void {
    this.#askedToEnd = signal === 'SIGKILL';
    this.#breaksDone += 1;
    this.events.push(`${signal} ${this.role} ${point} (passing ${passing})`);
    if (signal === 'SIGSTOP') this.onFreeze(this);
  }

  async #restart(code: number | null, signal: string | null): Promise<void> {
    // What it told before its end may still be on its way.
    await delay(restartsAfterMs);
    if (this.#ending) return;
    const isClean = this.#askedToEnd && (code === 0 || signal === 'SIGKILL');
    if (!isClean) this.crashes.push(`${this.role} ended with ${code ?? signal ?? '?'} by itself`);
    this.#start();
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
