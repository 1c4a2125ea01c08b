import { Controller, Get, Header } from '@nestjs/common';

import { llmsText, serverCard } from '../mcp/server-card.js';

/** What assistants may read before they have a token: where memory is asked, and how. Nothing of the CRM. */
@Controller()
export class AboutController {
  @Get('llms.txt')
  @Header('Content-Type', 'text/markdown; charset=utf-8')
  @Header('Cache-Control', 'public, max-age=3600')
  llms(): string {
    return llmsText;
  }

  @Get('.well-known/mcp/server-card.json')
  @Header('Cache-Control', 'public, max-age=3600')
  card(): typeof serverCard {
    return serverCard;
  }
}
