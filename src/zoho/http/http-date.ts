const pattern =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** Epoch ms of the date of an HTTP header (RFC 9110, IMF-fixdate); undefined for any other text. */
export function httpDateMs(text: string | null): number | undefined {
  const ms = text !== null && pattern.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(ms) ? undefined : ms;
}
