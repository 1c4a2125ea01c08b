import { toNodeHandler } from '@modelcontextprotocol/node';
import { type AuthInfo, createMcpHandler } from '@modelcontextprotocol/server';
import { All, Controller, type OnModuleDestroy, Req, Res, UseGuards } from '@nestjs/common';
import { type Request, type Response } from 'express';

import { View } from '../crm/view.js';
import { McpServers } from '../mcp/mcp-server.js';
import { AdminGuard, OnlyAsks, viewOf } from '../access/admin.guard.js';

const mostBodyBytes = 1_048_576;

/** Memory for assistants, by the Model Context Protocol over HTTP, stateless: a server for each request. */
@Controller('mcp')
@UseGuards(AdminGuard)
export class McpController implements OnModuleDestroy {
  readonly #handle: ReturnType<typeof toNodeHandler>;
  readonly #subscriptions = new Set<Response>();

  constructor(servers: McpServers) {
    const handler = createMcpHandler(({ authInfo }) => servers.make(viewIn(authInfo)), {
      maxRequestBodySize: mostBodyBytes,
      // Nothing here changes while it is listened to.
      maxSubscriptions: 1,
    });
    this.#handle = toNodeHandler(handler);
  }

  /** What other methods than POST are answered, the protocol says. */
  @All()
  @OnlyAsks()
  async answer(@Req() request: Request, @Res() response: Response): Promise<void> {
    if (request.headers['mcp-method'] === 'subscriptions/listen') this.#subscribed(response);
    const extra = { view: viewOf(request) };
    // The guard let it in; the handler is told as much as it has to pass on.
    const auth: AuthInfo = { token: '', clientId: '', scopes: [], extra };
    await this.#handle(Object.assign(request, { auth }), response);
  }

  /** Questions are answered before the service stops; who only listens would hold it up. */
  onModuleDestroy(): void {
    for (const response of this.#subscriptions) response.destroy();
  }

  #subscribed(response: Response): void {
    this.#subscriptions.add(response);
    response.once('close', () => this.#subscriptions.delete(response));
  }
}

function viewIn(auth: AuthInfo | undefined): View {
  const view = auth?.extra?.['view'];
  if (view instanceof View) return view;
  throw new Error('nobody was let in');
}
