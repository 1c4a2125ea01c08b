import { type CliCommand } from './cli-command.js';

export function addMcpCommand(program: CliCommand): void {
  program
    .command('mcp')
    .description('memory for an assistant on this machine: the Model Context Protocol on stdio')
    .example('mcp')
    .runs(
      () => import('../actions/mcp.js'),
      ({ serveMcp }) => serveMcp,
    );
}
