import { once } from 'node:events';

import { serveStdio } from '@modelcontextprotocol/server/stdio';

import { AskedRecord } from '../../asking/asked-record.js';
import { Asking } from '../../asking/asking.js';
import { MemoryStatus } from '../../asking/memory-status.js';
import { wholeView } from '../../crm/view.js';
import { McpServers } from '../../mcp/mcp-server.js';
import { withContext } from '../context/cli-context.js';

/** Serves until standard input ends. The protocol's library is loaded by this command only. */
export async function serveMcp(): Promise<void> {
  await withContext(async (context) => {
    const servers = new McpServers(
      context.get(Asking),
      context.get(AskedRecord),
      context.get(MemoryStatus),
    );
    const ended = once(process.stdin, 'close');
    const serving = serveStdio(() => servers.make(wholeView));
    await ended;
    await serving.close();
  });
}
