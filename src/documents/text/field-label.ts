/** An API name as people read it: `Renewal_Risk` is `Renewal risk`, `SLA_Level__c` is `SLA level`. */
export function extraFieldLabel(api: string): string {
  const words = api
    .replace(/^\$/, '')
    .replace(/__[a-z]$/, '')
    .split('_')
    .filter((word) => word !== '');
  const readable = words.map((word, index) => (index === 0 ? capitalised(word) : inner(word)));
  return readable.length === 0 ? api : readable.join(' ');
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** `Risk` is `risk`; `SLA` and `VAT` stay as they are. */
function inner(word: string): string {
  return /^[A-Z][a-z]+$/.test(word) ? word.toLowerCase() : word;
}
