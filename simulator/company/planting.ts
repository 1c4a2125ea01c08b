import { type Organisation, users } from '../records/organisation.js';
import { type Fields, type SimRecord } from '../records/sim-record.js';
import { type SeededRandom } from '../seeded-random.js';
import { type ZohoTime } from '../zoho-time.js';

/** What the seeding of one company needs. */
export interface Seeding {
  readonly organisation: Organisation;
  readonly random: SeededRandom;
  readonly time: ZohoTime;
}

export interface SeededCompany {
  readonly accounts: readonly SimRecord[];
  readonly contacts: readonly SimRecord[];
  readonly deals: readonly SimRecord[];
}

const dayMs = 24 * 60 * 60_000;

/** Creates a record some time in the last year, owned by somebody, without a notification. */
export function plant(
  { organisation, random, time }: Seeding,
  module: SimRecord['module'],
  fields: Fields,
): SimRecord {
  const now = time.now();
  const createdAtMs = now - random.integer(3 * dayMs, 400 * dayMs);
  const modifiedAtMs = random.integer(createdAtMs, now - dayMs);
  const owner = random.pick(users);
  return organisation.create(
    module,
    { Owner: owner, ...fields },
    { silent: true, by: owner, createdAtMs, modifiedAtMs },
  );
}

export function lookup({ id }: SimRecord): { id: string; name: null } {
  return { id, name: null };
}

export function itemAt<T>(items: readonly T[], index: number): T {
  const item = items[index % items.length];
  if (item === undefined) throw new RangeError('There is nothing to take from');
  return item;
}
