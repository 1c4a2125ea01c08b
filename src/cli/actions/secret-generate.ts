import { newSecret } from '../env/new-secret.js';
import { print } from '../output/output.js';

export function generateSecret(options: { readonly json?: boolean }): void {
  const value = newSecret();
  print({ json: { secret: value }, text: value }, options.json === true);
}
