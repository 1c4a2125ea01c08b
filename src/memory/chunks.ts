/** The most a chunk may hold; a single item larger than `size` is a chunk of its own. */
export interface ChunkLimits {
  readonly count: number;
  readonly size: number;
}

/** The items in order, cut into chunks within the limits. */
export function chunksOf<Item>(
  items: readonly Item[],
  limits: ChunkLimits,
  sizeOf: (item: Item) => number,
): readonly (readonly Item[])[] {
  const chunks: Item[][] = [];
  let size = 0;
  for (const item of items) {
    size += sizeOf(item);
    const chunk = chunks.at(-1);
    if (chunk !== undefined && chunk.length < limits.count && size <= limits.size) {
      chunk.push(item);
    } else {
      chunks.push([item]);
      size = sizeOf(item);
    }
  }
  return chunks;
}
