import { type Command } from 'commander';

import { lazily } from '../lazily.js';

export function addMcpCommand(program: Command): void {
  program
    .command('mcp')
    .description('memory for an assistant on this machine: the Model Context Protocol on stdio')
    .action(
      lazily(
        () => import('../actions/mcp.js'),
        ({ serveMcp }) => serveMcp,
      ),
    );
}
