import { createHash } from 'node:crypto';

type Json = Readonly<Record<string, unknown>>;

/** As many as keep two words from sharing one by chance in a small company. */
export const embeddingDimensions = 2048;

/**
 * A text as the unit vector of its words, whatever their case: two texts without a common word are at cosine distance 1
 * and no two different words count as alike. Every script has words here, but text without spaces is one word.
 */
export function embeddingOf(text: string): Float32Array {
  const vector = new Float32Array(embeddingDimensions);
  const folded = text.normalize('NFKC').toLowerCase();
  for (const word of folded.match(/[\p{L}\p{N}\p{M}]+/gu) ?? []) {
    const place = createHash('sha256').update(word).digest().readUInt32BE() % embeddingDimensions;
    vector[place] = (vector[place] ?? 0) + 1;
  }
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((value) => value / length);
}

/** A value that fits a JSON schema, made of the text it is asked about; the same for the same text. */
export function answerFor(schema: Json, text: string): unknown {
  const properties = objectIn(schema, 'properties');
  if ('nodes' in properties && 'edges' in properties) return graphOf(text);
  return valueFor(schema, schema, text);
}

/** The names a text holds, each one a node, in a chain of `mentions`. */
function graphOf(text: string): Json {
  const names = [...new Set(text.match(/\p{Lu}[\p{L}\p{N}]{3,}/gu) ?? [])].slice(0, 4);
  const nodes = names.map((name) => ({
    id: name,
    name,
    type: 'Name',
    description: `Named ${name}`,
  }));
  const edges = names.slice(1).map((name, index) => ({
    source_node_id: names[index],
    target_node_id: name,
    relationship_name: 'mentions',
    description: `${names[index] ?? ''} is named with ${name}.`,
  }));
  return { nodes, edges };
}

function valueFor(schema: Json, root: Json, text: string): unknown {
  const resolved = resolve(schema, root);
  const options = resolved['anyOf'] ?? resolved['enum'];
  if (Array.isArray(options)) {
    return 'enum' in resolved ? options[0] : valueFor(options[0] as Json, root, text);
  }
  switch (resolved['type']) {
    case 'object':
      return Object.fromEntries(
        Object.entries(objectIn(resolved, 'properties')).map(([name, property]) => [
          name,
          valueFor(property as Json, root, text),
        ]),
      );
    case 'array':
      return [];
    case 'integer':
    case 'number':
      return 0;
    case 'boolean':
      return false;
    default:
      return summaryOf(text);
  }
}

function resolve(schema: Json, root: Json): Json {
  const reference = schema['$ref'];
  if (typeof reference !== 'string') return schema;
  return objectIn(objectIn(root, '$defs'), reference.split('/').at(-1) ?? '');
}

function objectIn(value: Json, name: string): Json {
  const found = value[name];
  return typeof found === 'object' && found !== null ? (found as Json) : {};
}

export function summaryOf(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, 200);
}
