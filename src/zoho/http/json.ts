export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value as a JSON object, or an empty one, so that its fields can be read without a chain of checks. */
export function jsonObject(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}
