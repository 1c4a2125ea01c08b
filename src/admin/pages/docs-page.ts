import { type INestApplication } from '@nestjs/common';
import { Router, static as serveFiles } from 'express';
import { type OpenAPIObject } from '@nestjs/swagger';

import { apiDocument } from './api-document.js';

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>zoho-webhook-sync: API</title>
    <link rel="stylesheet" href="/docs/swagger-ui.css" />
  </head>
  <body>
    <div id="ui"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;

const start = `SwaggerUIBundle({ url: '/docs-json', dom_id: '#ui' });\n`;

/** The page at `/docs`, and what it loads from below. */
export async function docsPage(): Promise<Router> {
  const { default: files } = await import('swagger-ui-dist');
  const router = Router();
  router.get('/', (_request, response) => {
    response.type('html').send(page);
  });
  router.get('/start.js', (_request, response) => {
    response.type('js').send(start);
  });
  router.use(serveFiles(files.getAbsoluteFSPath(), { index: false }));
  return router;
}

/** The document at `/docs-json`. */
export async function docsJson(app: INestApplication): Promise<Router> {
  const document: OpenAPIObject = await apiDocument(app);
  const router = Router();
  router.get('/', (_request, response) => {
    response.json(document);
  });
  return router;
}
