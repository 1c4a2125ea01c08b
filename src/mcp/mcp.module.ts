import { Module } from '@nestjs/common';

import { AskingModule } from '../asking/asking.module.js';
import { McpServers } from './mcp-server.js';

/** Memory for assistants, by the Model Context Protocol. */
@Module({ imports: [AskingModule], providers: [McpServers], exports: [McpServers] })
export class McpModule {}
