const codes = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
} as const;

export type Style = keyof typeof codes;

/** A text in a style on a terminal that shows colours, which NO_COLOR and TERM=dumb deny; as it is anywhere else. */
export function styled(style: Style, text: string, stream = process.stdout): string {
  if (!stream.isTTY || !stream.hasColors()) return text;
  const [on, off] = codes[style];
  return `\u001b[${on}m${text}\u001b[${off}m`;
}
