/** An action whose code is loaded when it runs, so that every command costs at its start what it needs itself. */
export function lazily<Actions, Given extends unknown[]>(
  load: () => Promise<Actions>,
  chosen: (actions: Actions) => (...given: Given) => Promise<void> | void,
): (...given: Given) => Promise<void> {
  return async (...given) => {
    await chosen(await load())(...given);
  };
}
