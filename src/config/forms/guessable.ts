/**
 * Whether a secret can't have been drawn at random: nearly all of it one character over and over, or counted up or down
 * (`0123456789abcdef`), or what stands in examples to be replaced.
 */
export function isNoSecret(text: string): boolean {
  return isRow(text) || /change.?me|replace.?me|your.?(token|secret)/i.test(text);
}

/**
 * Whether a secret has far less to guess than its length promises: one piece over and over, or hardly any different
 * characters. One drawn at random is neither, by odds of a million to one.
 */
export function isGuessable(text: string): boolean {
  // Found again before its end, it consists of one piece.
  return (text + text).indexOf(text, 1) < text.length || new Set(text).size < 6;
}

function isRow(text: string): boolean {
  const steps = new Map<number, number>();
  for (let at = 1; at < text.length; at++) {
    const step = text.charCodeAt(at) - text.charCodeAt(at - 1);
    steps.set(step, (steps.get(step) ?? 0) + 1);
  }
  return Math.max(0, ...steps.values()) > (text.length * 3) / 4;
}
