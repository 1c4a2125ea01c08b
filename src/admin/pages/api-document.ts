import { type INestApplication } from '@nestjs/common';
import { type OpenAPIObject } from '@nestjs/swagger';

import { describedOperations } from './described-operations.js';

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;

/**
 * The OpenAPI document of every route there is: found by the framework, described in `described-operations.ts`. The
 * library that finds them is loaded when it is first asked for.
 */
export async function apiDocument(app: INestApplication): Promise<OpenAPIObject> {
  const { DocumentBuilder, SwaggerModule } = await import('@nestjs/swagger');
  const config = new DocumentBuilder()
    .setTitle('zoho-webhook-sync')
    .setDescription('Keeps an AI memory true to a Zoho CRM.')
    .setVersion('1')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'ADMIN_TOKEN' }, 'admin')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'READ_TOKEN' }, 'reader')
    .build();
  const document = SwaggerModule.createDocument(app, config);
  const routes = Object.entries(document.paths).filter(([path]) => !isForBrowsers(path));
  document.paths = Object.fromEntries(routes);
  for (const [path, item] of routes) {
    // A route that refuses all other methods is no operation.
    if (path === '/webhooks/zoho' || path === '/mcp')
      document.paths[path] = item.post === undefined ? {} : { post: item.post };
    for (const method of methods) {
      const operation = document.paths[path]?.[method];
      if (operation !== undefined)
        Object.assign(operation, describedOperations[`${method} ${path}`]);
    }
  }
  return document;
}

/** What the console's pages ask for changes with them, and is for nobody else. */
function isForBrowsers(path: string): boolean {
  return path === '/' || /^\/console(?:\/|$)/.test(path);
}
