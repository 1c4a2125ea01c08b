import { type Cell } from '../cell.js';
import { deliveryCells } from './delivery-cells.js';
import { memoryCells } from './memory-cells.js';
import { processCells } from './process-cells.js';
import { redisCells } from './redis-cells.js';
import { stormCells } from './storm-cells.js';
import { zohoCells } from './zoho-cells.js';

/** The whole matrix. */
export const allCells: readonly Cell[] = [
  ...processCells,
  ...redisCells,
  ...deliveryCells,
  ...zohoCells,
  ...memoryCells,
  ...stormCells,
];

/** @throws for a name that no cell has */
export function cellNamed(name: string): Cell {
  const cell = allCells.find((each) => each.name === name);
  if (cell === undefined) throw new Error(`There is no cell ${name}.`);
  return cell;
}
