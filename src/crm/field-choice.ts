/** Which fields of a module the settings want in memory. */
export interface FieldChoice {
  /** All that can be read. */
  readonly all: boolean;
  /** By API name, each once. */
  readonly named: readonly string[];
  /** Kept out of memory, whatever else is said. */
  readonly leftOut: readonly string[];
}

export const noChoice: FieldChoice = { all: false, named: [], leftOut: [] };
