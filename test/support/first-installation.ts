import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { Redis } from 'ioredis';

import { type ZohoSimulator } from '../../simulator/zoho-simulator.js';
import { type ApiModule } from '../../src/crm/modules.js';

const folder = new URL('first-installations/', import.meta.url);

/** What the CRM held when the first installation stopped, and the records by the part that they play. */
interface FirstCrm {
  readonly secret: string;
  /** A dead letter. */
  readonly unlucky: string;
  /** A deal that was made, and waits to be synced. */
  readonly waiting: string;
  /** An account that was removed, and waits likewise. */
  readonly deleted: string;
  /** An account that was changed, and waits likewise. */
  readonly changed: string;
  readonly records: readonly {
    readonly module: ApiModule;
    readonly fields: Readonly<Record<string, unknown>> & {
      readonly id: string;
      readonly Created_Time: string;
      readonly Modified_Time: string;
    };
  }[];
}

export const firstCrm = JSON.parse(await readFile(new URL('crm.json', folder), 'utf8')) as FirstCrm;

/** The organisation of that CRM, without telling anybody. */
export function restoreFirstCrm(simulator: ZohoSimulator): void {
  const silently = { silent: true };
  const deleted = { id: firstCrm.deleted, Account_Name: 'Brook Foods' };
  simulator.createRecord('Accounts', deleted, silently);
  for (const { module, fields } of firstCrm.records) {
    simulator.createRecord(module, fields, {
      ...silently,
      createdAtMs: Date.parse(fields.Created_Time),
      modifiedAtMs: Date.parse(fields.Modified_Time),
    });
  }
  simulator.deleteRecord('Accounts', firstCrm.deleted, silently);
}

/** A folder of its own with the memory that the first installation left; `payload-memory` is the one of payload mode. */
export async function firstMemory(name: 'memory' | 'payload-memory'): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'zoho-sync-first-'));
  const packed = await readFile(new URL(`${name}.db.gz`, folder));
  await writeFile(join(path, 'memory.db'), gunzipSync(packed));
  return path;
}

/**
 * Fills a Redis with what the first installation left: prefix `zoho-sync`, and `payload` for the one in payload mode. The
 * queues' own times are moved to the present, so that what was kept for a while then is kept for a while now.
 */
export async function fillWithFirstKeys(redisUrl: string): Promise<void> {
  const commands = commandsFrom(gunzipSync(await readFile(new URL('redis.aof.gz', folder))));
  const stoppedAtMs = Date.parse('2026-12-02T01:45:40Z');
  const laterMs = Date.now() - stoppedAtMs;
  const redis = new Redis(redisUrl);
  for (const [name = '', key = '', ...values] of commands) {
    // What runs out has run out; a database is chosen by the URL.
    if (name === 'PEXPIREAT' || name === 'SELECT') continue;
    const isOfQueue = /^[^:]+:[a-z]+:(failed$|[lcps]-)/.test(key);
    const moved = isOfQueue ? values.map((value) => movedTime(value, laterMs)) : values;
    await redis.call(name, key, ...moved);
  }
  await redis.quit();
}

/** The commands of an append-only file, which is written as clients send them. */
function commandsFrom(file: Buffer): readonly (readonly string[])[] {
  const commands: string[][] = [];
  let at = 0;
  const line = (): string => {
    const end = file.indexOf('\r\n', at);
    const text = file.toString('utf8', at, end);
    at = end + 2;
    return text;
  };
  while (at < file.length) {
    const command: string[] = [];
    for (let left = Number(line().slice(1)); left > 0; left -= 1) {
      const length = Number(line().slice(1));
      command.push(file.toString('utf8', at, at + length));
      at += length + 2;
    }
    commands.push(command);
  }
  return commands;
}

function movedTime(value: string, laterMs: number): string {
  return value.replaceAll(/\b179617\d{7}\b/g, (epochMs) => String(Number(epochMs) + laterMs));
}
