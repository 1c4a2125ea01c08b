import { Controller, Get, NotFoundException, Param, Redirect, Req, Res } from '@nestjs/common';
import { type Request, type Response } from 'express';

import { type PageFile, PageFiles } from './page-files.js';

/** Nothing but what this service serves, nothing inside the page itself, and no text that becomes HTML. */
const headers: Readonly<Record<string, string>> = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; '),
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  // Kept, and asked for each time whether it is still the same.
  'Cache-Control': 'no-cache',
  Vary: 'Accept-Encoding',
};

/** The console's pages: files for a browser, with nothing of the CRM in them, so nobody need be logged in. */
@Controller()
export class PagesController {
  constructor(private readonly files: PageFiles) {}

  @Get()
  @Redirect('/console', 302)
  front(): void {
    // The way in for whoever knows only the host.
  }

  @Get('console')
  page(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.#send('index.html', request, response);
  }

  @Get('console/assets/*path')
  asset(
    @Param('path') path: string | readonly string[],
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    return this.#send([path].flat().join('/'), request, response);
  }

  async #send(path: string, request: Request, response: Response): Promise<void> {
    const file = await this.files.get(path);
    if (file === undefined) throw new NotFoundException(['there is no such file']);
    response.set({ ...headers, ETag: file.etag, 'Content-Type': file.type });
    if (request.headers['if-none-match'] === file.etag) {
      response.status(304).end();
      return;
    }
    sendBytes(file, request, response);
  }
}

function sendBytes({ bytes, zipped }: PageFile, request: Request, response: Response): void {
  const takesZipped = request.acceptsEncodings('gzip') === 'gzip';
  if (takesZipped) response.set('Content-Encoding', 'gzip');
  response.end(takesZipped ? zipped : bytes);
}
