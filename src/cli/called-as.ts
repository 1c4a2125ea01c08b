import { basename, relative } from 'node:path';

/** What a person types to call this program again, as it was called now: `npm run -s cli --`, or `zoho-sync`. */
export function calledAs(): string {
  // eslint-disable-next-line no-restricted-properties -- how it was started is no setting, and npm tells it only there
  const { npm_lifecycle_event: script, npm_command: npmCommand } = process.env;
  const program = process.argv[1] ?? 'zoho-sync';
  if (script === 'cli') return 'npm run -s cli --';
  if (basename(program) === 'zoho-sync')
    return npmCommand === 'exec' ? 'npx zoho-sync' : 'zoho-sync';
  const path = relative(process.cwd(), program);
  return `node ${path.startsWith('..') ? program : path}`;
}

/** A message for people, in which the commands that it names can be typed as they stand. */
export function asTyped(message: string): string {
  return message.replace(/`zoho-sync (?=[a-z])/g, () => `\`${calledAs()} `);
}
