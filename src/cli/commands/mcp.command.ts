import { once } from 'node:events';

import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { type Command } from 'commander';

import { McpServers } from '../../mcp/mcp-server.js';
import { withContext } from '../cli-context.js';

export function addMcpCommand(program: Command): void {
  program
    .command('mcp')
    .description('memory for an assistant on this machine: the Model Context Protocol on stdio')
    .action(async () => {
      await withContext(async (context) => {
        const servers = context.get(McpServers);
        const ended = once(process.stdin, 'close');
        const serving = serveStdio(() => servers.make());
        await ended;
        await serving.close();
      });
    });
}
