import { type ApiModule, isApiModule } from '../../../crm/modules.js';
import { type Difference, differences } from './difference.js';

/** A record as the CRM listed it. */
export interface Listed {
  readonly api: ApiModule;
  readonly modifiedAtMs: number;
}

export function listedText({ api, modifiedAtMs }: Listed): string {
  return `${api}:${modifiedAtMs}`;
}

/** Undefined for a text that can't be read. */
export function listedFrom(text: string | undefined): Listed | undefined {
  const [api, time] = text?.split(':') ?? [];
  if (!isApiModule(api) || !/^\d+$/.test(time ?? '')) return undefined;
  return { api, modifiedAtMs: Number(time) };
}

/** A record that was found to differ, and how the CRM listed it, if it did. */
export interface FoundDifference {
  readonly difference: Difference;
  readonly listed: Listed | undefined;
}

export function differenceText({ difference, listed }: FoundDifference): string {
  return listed === undefined ? difference : `${difference}:${listedText(listed)}`;
}

/** Undefined for a text that can't be read. */
export function differenceFrom(text: string): FoundDifference | undefined {
  const [name, ...rest] = text.split(':');
  const difference = differences.find((known) => known === name);
  return difference && { difference, listed: listedFrom(rest.join(':')) };
}
