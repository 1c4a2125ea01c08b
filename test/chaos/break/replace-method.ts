// eslint-disable-next-line @typescript-eslint/no-explicit-any -- any method of any class
type Method = (this: any, ...args: any[]) => unknown;

/** The names of the public methods of a class: renaming one in src/ fails to compile here, and isn't passed over. */
export type MethodOf<T> = {
  [K in keyof T]: T[K] extends (...args: never[]) => unknown ? K : never;
}[keyof T];

/**
 * Puts another method in the place of a class's own. @throws where the class has none: a break that isn't there would
 * make every cell that relies on it pass.
 */
export function replaceMethod<T extends object, K extends MethodOf<T>>(
  type: { readonly prototype: T },
  name: K,
  replacement: (original: T[K]) => Method,
): void {
  const { prototype } = type;
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name);
  if (descriptor === undefined || typeof descriptor.value !== 'function') {
    throw new Error(`There is no method ${String(name)} to break.`);
  }
  const value = replacement(descriptor.value as T[K]);
  Object.defineProperty(prototype, name, { ...descriptor, value });
}
