import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';

import { freePort } from '../demo/embedded-redis.js';

export type Environment = Readonly<Record<string, string>>;

/** The programs that are measured, as they are built. */
const programs = {
  service: '../src/main.js',
  'node-http': './baselines/node-http.js',
  express: './baselines/express.js',
} as const;

export type ProgramName = keyof typeof programs;

/** What Linux counts in is a hundredth of a second (proc(5)). */
const msPerTick = 10;

/** CPU that a process has used, its threads and the kernel's work for it included, ms; NaN where nothing tells it. */
export function cpuMsOf({ pid }: ChildProcess): number {
  try {
    const told = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, in brackets, may hold anything.
    const fields = told.slice(told.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * msPerTick;
  } catch {
    return NaN;
  }
}

/** The most memory that a process ever had resident, MB (proc(5)); undefined where nothing tells it. */
export function highestResidentMb(pid: number | undefined): number | undefined {
  try {
    const told = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return told === undefined ? undefined : Number(told) / 1024;
  } catch {
    return undefined;
  }
}

/** One program on a port of its own; what it prints is thrown away, unless it is an error. */
export class Program {
  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
  ) {}

  /** Resolves once it answers. @throws where it doesn't within half a minute */
  static async start(name: ProgramName, environment: Environment): Promise<Program> {
    const port = environment['PORT'] ?? String(await freePort());
    const path = fileURLToPath(new URL(programs[name], import.meta.url));
    // As `npm start` runs the service.
    const flags = ['--max-old-space-size=256', '--max-semi-space-size=16'];
    const child = spawn(process.execPath, [...flags, path], {
      env: { PATH: process.env['PATH'], HOST: '127.0.0.1', ...environment, PORT: port },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const program = new Program(`http://127.0.0.1:${port}`, child);
    for (let tries = 0; tries < 600; tries += 1) {
      const answer = await fetch(`${program.url}/health/ready`).catch(() => undefined);
      if (answer !== undefined && (name !== 'service' || answer.ok)) return program;
      if (child.exitCode !== null) break;
      await delay(50);
    }
    child.kill('SIGKILL');
    throw new Error(`${name} did not start.`);
  }

  /** CPU that it has used since it was started, ms; NaN where the operating system doesn't tell. */
  cpuMs(): number {
    return cpuMsOf(this.child);
  }

  /** The most memory that it ever had resident, MB; NaN where the operating system doesn't tell. */
  residentMb(): number {
    return highestResidentMb(this.child.pid) ?? NaN;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    this.child.kill('SIGTERM');
    const ended = once(this.child, 'exit');
    const killer = setTimeout(() => this.child.kill('SIGKILL'), 5000);
    await ended;
    clearTimeout(killer);
  }
}
