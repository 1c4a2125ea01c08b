import { type Settings } from '../../config/settings.js';
import { Clock } from '../../kernel/clock.js';
import { isoTime } from '../../kernel/iso-time.js';
import { type RotationProgress, SecretRotation } from '../../registration/secret-rotation.js';
import { withContext } from '../context/cli-context.js';
import { commandSettings } from '../context/command-settings.js';
import { writeEnvFile } from '../env/env-file.js';
import { newSecret } from '../env/new-secret.js';
import { type Output, print } from '../output/output.js';

interface RotateOptions {
  readonly writeEnv?: string | true;
  readonly json?: boolean;
}

/** Begins to change the secret; once that is under way, says how far it is. */
export async function rotateSecret(options: RotateOptions): Promise<void> {
  const settings = await commandSettings();
  const isUnderWay = settings.webhook.previousSecret !== undefined;
  print(isUnderWay ? await goOn(options) : await begin(settings, options), options.json === true);
}

const nextSteps = [
  'Restart every process with that. Both secrets are accepted meanwhile.',
  'The channels follow by themselves, once no process is left that knows only the old secret.',
  'Give workflow webhooks their new token: `zoho-sync webhooks token`.',
  'Then run `zoho-sync secret rotate` again: it says when the old secret can go.',
];

async function begin({ webhook }: Settings, { writeEnv }: RotateOptions): Promise<Output> {
  const variables = {
    WEBHOOK_SECRET: newSecret(),
    WEBHOOK_SECRET_PREVIOUS: webhook.secret.reveal(),
  };
  const steps = nextSteps.map((step, index) => `${index + 2}. ${step}`).join('\n');
  if (writeEnv === undefined) {
    const lines = Object.entries(variables).map(([name, value]) => `   ${name}=${value}`);
    const text = `1. Set, for every process:\n${lines.join('\n')}\n${steps}`;
    return { json: { state: 'begun', ...variables }, text };
  }
  const file = writeEnv === true ? '.env' : writeEnv;
  await writeEnvFile(file, variables);
  const text = `1. Done: WEBHOOK_SECRET and WEBHOOK_SECRET_PREVIOUS are set in ${file}.\n${steps}`;
  return { json: { state: 'begun', written: file }, text };
}

async function goOn({ writeEnv }: RotateOptions): Promise<Output> {
  const progress = await withContext((context) =>
    context.get(SecretRotation).progress(context.get(Clock).now()),
  );
  if (!progress.isOver) {
    process.exitCode = 1;
    return stillNeeded(progress);
  }
  if (writeEnv === undefined) {
    const text = 'Nothing needs the old secret any more: remove WEBHOOK_SECRET_PREVIOUS.';
    return { json: { state: 'over' }, text };
  }
  const file = writeEnv === true ? '.env' : writeEnv;
  await writeEnvFile(file, { WEBHOOK_SECRET_PREVIOUS: undefined });
  const text = `Nothing needs the old secret any more: it is gone from ${file}. Restart every process.`;
  return { json: { state: 'over', written: file }, text };
}

function stillNeeded({ oldProcesses, oldChannels, lastUseMs }: RotationProgress): Output {
  const lastUse = isoTime(lastUseMs);
  const processes = oldProcesses.map(({ role, host, pid }) => `${role} ${host}:${pid}`);
  const reasons = [
    ...(processes.length > 0
      ? [`Restart these processes, they don't know the new one: ${processes.join(', ')}.`]
      : []),
    ...(oldChannels.length > 0
      ? [
          `These channels have a token of it: ${oldChannels.join(', ')}. A scheduler changes them within a minute; so does \`zoho-sync webhooks register\`.`,
        ]
      : []),
    ...(lastUse === null
      ? []
      : [
          `It was used at ${lastUse}: give workflow webhooks their new token (\`zoho-sync webhooks token\`), and wait for ten minutes without a use.`,
        ]),
  ];
  return {
    json: { state: 'under-way', processes, channels: oldChannels, lastUse },
    text: `The old secret is still needed.\n${reasons.map((reason) => `- ${reason}`).join('\n')}`,
  };
}
