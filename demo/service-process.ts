import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';

/** The programs as they are built: the demo runs what a deployment runs. */
const programs = {
  service: fileURLToPath(new URL('../src/main.js', import.meta.url)),
  cli: fileURLToPath(new URL('../src/cli/main.js', import.meta.url)),
};

export type Environment = Readonly<Record<string, string>>;

function start(program: keyof typeof programs, args: readonly string[], environment: Environment) {
  return spawn(process.execPath, ['--enable-source-maps', programs[program], ...args], {
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** One process of the service in one role; started again when it dies before it is told to stop. */
export class ServiceProcess {
  #child: ChildProcess;
  #stopping = false;
  readonly #log: WriteStream;

  constructor(
    private readonly environment: Environment,
    logFile: string,
    private readonly onRestart: (died: number | undefined, started: number | undefined) => void,
  ) {
    this.#log = createWriteStream(logFile, { flags: 'a' });
    this.#child = this.#start();
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Ends it as a crash would; it is started again. Resolves when it is dead. */
  async kill(): Promise<void> {
    const child = this.#child;
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    const child = this.#child;
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    this.#log.end();
  }

  #start(): ChildProcess {
    const child = start('service', [], this.environment);
    child.stdout.pipe(this.#log, { end: false });
    child.stderr.pipe(this.#log, { end: false });
    child.once('exit', () => {
      if (this.#stopping) return;
      void delay(300).then(() => {
        if (this.#stopping) return;
        this.#child = this.#start();
        this.onRestart(child.pid, this.#child.pid);
      });
    });
    return child;
  }
}

/** What a command of `zoho-sync` prints with `--json`. @throws with its standard error where it fails */
export async function runCli(args: readonly string[], environment: Environment): Promise<unknown> {
  const child = start('cli', [...args, '--json'], environment);
  const output: Buffer[] = [];
  const errors: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) {
    throw new Error(`zoho-sync ${args.join(' ')}: ${Buffer.concat(errors).toString().trim()}`);
  }
  return JSON.parse(Buffer.concat(output).toString()) as unknown;
}

/** Resolves once the service says that it is ready. @throws after `withinMs` */
export async function untilReady(url: string, withinMs: number): Promise<void> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const response = await fetch(`${url}/health/ready`).catch(() => undefined);
    if (response?.ok === true) return;
    if (Date.now() > deadline) throw new Error(`The service at ${url} did not become ready.`);
    await delay(50);
  }
}
