import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler } from '@modelcontextprotocol/server';
import { All, Controller, Req, Res, UseGuards } from '@nestjs/common';
import { type Request, type Response } from 'express';

import { McpServers } from '../mcp/mcp-server.js';
import { AdminGuard, OnlyReads } from '../access/admin.guard.js';

const mostBodyBytes = 1_048_576;

/** Memory for assistants, by the Model Context Protocol over HTTP, stateless: a server for each request. */
@Controller('mcp')
@UseGuards(AdminGuard)
export class McpController {
  readonly #handle: ReturnType<typeof toNodeHandler>;

  constructor(servers: McpServers) {
    const handler = createMcpHandler(() => servers.make(), {
      maxRequestBodySize: mostBodyBytes,
      // Nothing here changes while it is listened to.
      maxSubscriptions: 1,
    });
    this.#handle = toNodeHandler(handler);
  }

  /** What other methods than POST are answered, the protocol says. */
  @All()
  @OnlyReads()
  async answer(@Req() request: Request, @Res() response: Response): Promise<void> {
    await this.#handle(request, response);
  }
}
