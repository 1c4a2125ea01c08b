import { type Command } from 'commander';

import { CliCommand } from './commands/cli-command.js';
import { addAuthCommands } from './commands/auth.command.js';
import { addCompletionCommand } from './commands/completion.command.js';
import { addDoctorCommand } from './commands/doctor.command.js';
import { addDeadLetterCommands } from './commands/dead-letters.command.js';
import { addListenCommand } from './commands/listen.command.js';
import { addMcpCommand } from './commands/mcp.command.js';
import { addMemoryCommands } from './commands/memory.command.js';
import { addRecordCommands } from './commands/records.command.js';
import { addSecretCommands } from './commands/secret.command.js';
import { addSendCommand } from './commands/send.command.js';
import { addSetupCommand } from './commands/setup.command.js';
import { addStatusCommand } from './commands/status.command.js';
import { addSyncCommands } from './commands/sync.command.js';
import { addTriggerCommand } from './commands/trigger.command.js';
import { addWebhookCommands } from './commands/webhooks.command.js';
import { packageVersion } from '../config/package-version.js';

const about = `
Settings come from the environment, or from .env in this folder.
Exit status: 0 done, 1 failed, 2 called wrongly.
Every command has --help with examples. The pages are in docs/: setup.md first.`;

/** The `zoho-sync` command. Errors of usage exit with 2; nothing exits by itself while it is parsed. */
export function buildProgram(): CliCommand {
  const program = new CliCommand('zoho-sync')
    .description('Keeps an AI memory true to a Zoho CRM: commands for operators')
    .version(packageVersion(), '-V, --version', 'which version this is')
    .showHelpAfterError('(add --help for what there is)')
    .addHelpText('after', about);
  addSetupCommand(program);
  addWebhookCommands(program);
  addSecretCommands(program);
  addAuthCommands(program);
  addRecordCommands(program);
  addDeadLetterCommands(program);
  addMemoryCommands(program);
  addMcpCommand(program);
  addSyncCommands(program);
  addStatusCommand(program);
  addSendCommand(program);
  addTriggerCommand(program);
  addListenCommand(program);
  addDoctorCommand(program);
  addCompletionCommand(program);
  return program;
}

/** The arguments with the names of commands as they are spelt, whatever case they were typed in. */
export function inOurCase(args: readonly string[], program: Command): readonly string[] {
  const [first, ...rest] = args;
  const command = program.commands.find((each) => each.name() === first?.toLowerCase());
  return command === undefined ? args : [command.name(), ...inOurCase(rest, command)];
}
