import { Command } from 'commander';

import { addAuthCommands } from './commands/auth.command.js';
import { addDoctorCommand } from './commands/doctor.command.js';
import { addDeadLetterCommands } from './commands/dead-letters.command.js';
import { addMcpCommand } from './commands/mcp.command.js';
import { addMemoryCommands } from './commands/memory.command.js';
import { addRecordCommands } from './commands/records.command.js';
import { addSecretCommands } from './commands/secret.command.js';
import { addSendCommand } from './commands/send.command.js';
import { addStatusCommand } from './commands/status.command.js';
import { addSyncCommands } from './commands/sync.command.js';
import { addWebhookCommands } from './commands/webhooks.command.js';

/** The `zoho-sync` command. Errors of usage exit with 2; nothing exits by itself while it is parsed. */
export function buildProgram(): Command {
  const program = new Command('zoho-sync')
    .description('Keeps an AI memory true to a Zoho CRM: commands for operators')
    .showHelpAfterError('(add --help for what there is)')
    .exitOverride();
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
  addDoctorCommand(program);
  for (const command of everyCommand(program)) command.exitOverride();
  return program;
}

function everyCommand(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}
