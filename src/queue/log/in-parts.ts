import { type LoggedDelivery } from './logged-delivery.js';

/** Redis serves nobody else while it runs a script. */
const most = { deliveries: 250, characters: 2_000_000 };

/** Deliveries in the parts that one script each takes, in their order. */
export function inParts(
  deliveries: readonly LoggedDelivery[],
): readonly (readonly LoggedDelivery[])[] {
  const parts: LoggedDelivery[][] = [];
  let characters = 0;
  for (const delivery of deliveries) {
    const size = delivery.entry.reduce((sum, { length }) => sum + length, 0);
    const part = parts.at(-1);
    const fits = part !== undefined && part.length < most.deliveries;
    if (fits && characters + size <= most.characters) {
      part.push(delivery);
      characters += size;
    } else {
      parts.push([delivery]);
      characters = size;
    }
  }
  return parts;
}
