import { type StoredDocument } from '../../memory/memory-document.js';
import { type RecordRef } from '../../crm/record-ref.js';
import { knownTime } from '../../kernel/iso-time.js';
import { type DeadLetter } from '../../queue/dead-letters/dead-letter.js';
import { nextTryMs } from '../../queue/dead-letters/replay-due.js';
import { type RecordStanding } from '../../queue/progress/record-progress.js';
import { type LiveRecord } from './live-record.js';

/** All that is known of one record. */
export interface RecordFacts {
  readonly ref: RecordRef;
  readonly document: StoredDocument | undefined;
  readonly progress: RecordStanding;
  /** Of a lead that was converted. */
  readonly convertedInto?: readonly string[] | null;
  /** Undefined where the CRM wasn't asked. */
  readonly live: LiveRecord | undefined;
  readonly nowMs: number;
}

/** What somebody who asks about a record wants to hear, in one or two sentences. */
export function recordAnswer(facts: RecordFacts): string {
  const { live, progress } = facts;
  const behind = behindText(facts);
  if (live === undefined || live.status === 'unknown') {
    const unasked = live === undefined ? '' : ` The CRM could not be asked: ${live.reason}.`;
    return `${behind ?? `${heldText(facts)}, and nothing is pending.`}${remarkOn(facts, behind)}${unasked}`;
  }
  if (isEqual(facts)) {
    const again = progress.job === undefined ? '' : ' It is about to be looked at again.';
    return `${equalText(facts)}${again}`;
  }
  const { module, id } = facts.ref;
  const remedy = `Nothing is pending: \`zoho-sync sync record ${module} ${id}\` puts it right.`;
  return `Memory is not what the CRM has now: ${mismatchText(facts)}. ${behind ?? remedy}`;
}

/** Whether memory holds exactly what the CRM has; undefined where that isn't known. */
export function isEqual({ document, live }: RecordFacts): boolean | undefined {
  if (live === undefined || live.status === 'unknown') return undefined;
  return live.status === 'gone' ? document === undefined : document?.body === live.body;
}

function behindText(facts: RecordFacts): string | undefined {
  const { job, queuedAtMs, behindSinceMs, deadLetter } = facts.progress;
  const sinceMs = behindSinceMs ?? queuedAtMs ?? deadLetter?.firstFailedAtMs;
  if (sinceMs === undefined) return undefined;
  const why =
    job === undefined ? deadLetter && givenUpText(deadLetter, facts.nowMs) : waitText(facts);
  return why === undefined ? undefined : `Memory is behind since ${timeOf(sinceMs)}: ${why}`;
}

function waitText({ progress }: RecordFacts): string {
  const { job, attempts, lastError = 'unknown' } = progress;
  if (job === 'active') return 'the record is being synced now.';
  if (attempts === 0) return 'the change waits in the queue.';
  const failed = `${attempts} ${attempts === 1 ? 'attempt' : 'attempts'} failed`;
  return `waiting for the next attempt, ${failed}: ${lastError}.`;
}

function givenUpText(letter: DeadLetter, nowMs: number): string {
  const againMs = nextTryMs(letter);
  const next = Number.isFinite(againMs)
    ? `It is tried again by itself, within ${ago(Math.max(60_000, againMs - nowMs))}.`
    : 'Put that right, then `zoho-sync dead-letters replay`.';
  const attempts = `${letter.attempts} ${letter.attempts === 1 ? 'attempt' : 'attempts'}`;
  return `it was given up after ${attempts}: ${letter.code}: ${letter.message}. ${next}`;
}

function heldText({ document, progress, convertedInto, nowMs }: RecordFacts): string {
  if (document !== undefined) {
    const written = ago(nowMs - document.storedAtMs);
    return `Memory holds version ${timeOf(document.version)}, written ${written} ago`;
  }
  if (convertedInto != null) {
    return `Memory holds nothing of this lead: it was converted${intoText(convertedInto)}`;
  }
  const { lastSync } = progress;
  if (lastSync === undefined) return 'Memory holds nothing of this record, no delivery named it';
  return `Memory holds nothing of this record: the CRM said ${ago(nowMs - lastSync.syncedAtMs)} ago that it is gone`;
}

function intoText(keys: readonly string[]): string {
  return keys.length === 0 ? '' : ` into ${keys.join(', ')}`;
}

/** What the last look at the record left, which nobody would see from what memory holds. */
function remarkOn({ progress }: RecordFacts, behind: string | undefined): string {
  const outcome = progress.lastSync?.outcome;
  if (outcome === 'withheld') {
    return " The CRM doesn't show the record, but nobody said that it was deleted: it is kept.";
  }
  // Without credentials: what came last may be older than what came before it.
  return outcome === 'ignored_older' && behind === undefined
    ? ' What the last delivery carried was ignored: it is older than that.'
    : '';
}

function equalText({ document, convertedInto, nowMs }: RecordFacts): string {
  if (convertedInto != null && document === undefined) {
    return `Memory is true to the CRM: the lead was converted${intoText(convertedInto)}, and memory holds nothing of it.`;
  }
  if (document === undefined) {
    return 'Memory is true to the CRM: the record is gone there, and memory holds nothing of it.';
  }
  const written = ago(nowMs - document.storedAtMs);
  return `Memory is true to the CRM: version ${timeOf(document.version)}, written ${written} ago.`;
}

function mismatchText({ document, live }: RecordFacts): string {
  const held = document === undefined ? 'nothing' : `version ${timeOf(document.version)}`;
  if (live?.status !== 'present') return `the record is gone there, memory holds ${held}`;
  const there = timeOf(live.modifiedAtMs);
  return document?.version === live.modifiedAtMs
    ? `both are of ${there}, but the text differs`
    : `version ${there} there, memory holds ${held}`;
}

/** 0 stands for a version that nobody told. */
function timeOf(epochMs: number): string {
  return knownTime(epochMs) ?? 'unknown';
}

function ago(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800
    ? `${Math.round(seconds / 3600)} h`
    : `${Math.round(seconds / 86_400)} days`;
}
