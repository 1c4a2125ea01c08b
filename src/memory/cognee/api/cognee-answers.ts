import { jsonFrom, type JsonObject, jsonObject } from '../../../kernel/json.js';
import { number, text } from '../../../kernel/shape.js';
import { type CogneeFacts, factsFrom } from '../cognee-document.js';
import { type CogneeError, cogneeErrorFrom } from './cognee-error.js';

/** One document as Cognee lists it. */
export interface DatasetRow {
  readonly ref: string;
  /** What it says of itself; undefined for a document that isn't ours. */
  readonly facts: CogneeFacts | undefined;
}

/** A run as the activity list shows it. */
export interface PipelineRun {
  readonly state: 'running' | 'completed' | 'failed';
  /** Class of the exception that ended it. */
  readonly errorClass: string;
  /** When the list last heard of it; an ISO date as Cognee writes it. */
  readonly heardAt: string;
}

/** A chunk that was found. */
export interface FoundChunk {
  readonly ref: string;
  readonly text: string;
  readonly facts: CogneeFacts | undefined;
  /** Cosine distance: 0 is the same, 1 has nothing in common. */
  readonly distance: number;
}

/** How a row of the activity list says that a run ended. */
export function runStateOf(row: JsonObject): 'completed' | 'failed' {
  return String(row['status']).includes('COMPLETED') ? 'completed' : 'failed';
}

/** With access control there is an entry per dataset, without it the chunks themselves. */
export function chunksIn(entries: readonly JsonObject[]): readonly FoundChunk[] {
  const chunks = entries.flatMap((entry) => {
    const results = entry['search_result'];
    return Array.isArray(results) ? results.map(jsonObject) : [entry];
  });
  return chunks.map((chunk) => ({
    ref: text(chunk['document_id']) ?? '',
    text: text(chunk['text']) ?? '',
    facts: factsFrom(metadataIn(chunk['external_metadata'])),
    distance: number(chunk['score']) ?? 0,
  }));
}

/** A chunk carries its document's metadata as JSON text. */
function metadataIn(value: unknown): unknown {
  return typeof value === 'string' ? jsonFrom(value) : value;
}

/** An answer that has to be a list. @throws CogneeError */
export function requiredList(value: unknown, subject: string): readonly JsonObject[] {
  if (!Array.isArray(value)) throw unreadable(subject);
  return value.map(jsonObject);
}

/** A text that has to be there. @throws CogneeError */
export function requiredText(value: unknown, subject: string): string {
  if (typeof value !== 'string' || value === '') throw unreadable(subject);
  return value;
}

/** An answer that isn't of the shape that is read. */
export function unreadable(subject: string): CogneeError {
  return cogneeErrorFrom(subject, { status: 200, body: undefined });
}
