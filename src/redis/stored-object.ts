/**
 * The object a text in Redis stands for; an empty one for a text that is no JSON object. What Redis holds is checked
 * like everything from outside: each field is still unknown.
 */
export function storedObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
