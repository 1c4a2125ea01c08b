/** Deeper than any record Zoho sends, and shallow enough to walk and store without running out of stack. */
const maxDepth = 32;

/** What makes a JSON value unfit to be worked with, whatever its shape; undefined for a sound one. */
export function unsoundness(value: unknown): string | undefined {
  let level = [value].filter(isContainer);
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > maxDepth) return `the body must not be nested deeper than ${maxDepth} levels`;
    const next: object[] = [];
    for (const item of level) {
      if (Object.hasOwn(item, '__proto__')) return 'the body must not have a key __proto__';
      for (const child of Object.values(item) as unknown[])
        if (isContainer(child)) next.push(child);
    }
    level = next;
  }
  return undefined;
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
