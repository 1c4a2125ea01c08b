import { access } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { it } from '@jest/globals';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

import { startProcess, type TestProcess } from './child-process.js';
import { type SyncedCrm, zohoEnvironment } from './synced-crm.js';
import { testToken } from './test-settings.js';

const chromiumPath = '/usr/bin/chromium';

const hasChromium = await access(chromiumPath).then(
  () => true,
  () => false,
);

/** Where Debian's `chromium` is missing these are skipped, by name. */
export const itInBrowser = hasChromium ? it : it.skip;

/** Where pictures of pages are kept, for people to look at. */
const pictures = fileURLToPath(new URL('../../test-results/console', import.meta.url));

export const readToken = 'for-those-who-only-read-and-never-act';

/** Keeps a picture of the whole page. */
export async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true });
}

/** A page of the console, and what went wrong in it. */
export interface ConsolePage {
  readonly page: Page;
  /** Errors of scripts, and what the page's policy forbade. */
  readonly problems: string[];
  /** Hosts that something was asked of. */
  readonly hosts: Set<string>;
}

/**
 * A browser, and the console as it is built, served by a process of its own: it does no more than show what the service
 * in this process does.
 */
export class ConsoleStage {
  readonly #browser: Browser | undefined;

  private constructor(
    readonly web: TestProcess,
    browser: Browser | undefined,
  ) {
    this.#browser = browser;
  }

  static async beside({ simulator, service }: SyncedCrm): Promise<ConsoleStage> {
    const { redis, memory, webhook } = service.settings;
    const web = await startProcess({
      ...zohoEnvironment(simulator),
      ...(redis.target.kind === 'url' ? { REDIS_URL: redis.target.url.reveal() } : {}),
      ROLE: 'web',
      REDIS_PREFIX: redis.prefix,
      MEMORY_PATH: memory.path,
      WEBHOOK_BASE_URL: webhook.baseUrl,
      READ_TOKEN: readToken,
    });
    await web.untilReady();
    const browser = hasChromium
      ? await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] })
      : undefined;
    return new ConsoleStage(web, browser);
  }

  /** A page of a browser that nobody has logged in with. */
  async open(options: BrowserContextOptions = {}): Promise<ConsolePage> {
    if (this.#browser === undefined) throw new Error('there is no chromium');
    const context = await this.#browser.newContext(options);
    const page = await context.newPage();
    const [problems, hosts] = [[] as string[], new Set<string>()];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      if (/Content Security Policy|Trusted/.test(message.text())) problems.push(message.text());
    });
    page.on('request', (request) => hosts.add(new URL(request.url()).host));
    await page.goto(`${this.web.url}/`);
    return { page, problems, hosts };
  }

  /** The same, logged in, at the page that `hash` names. */
  async loggedIn(
    hash = '#/overview',
    { token = testToken, ...options }: BrowserContextOptions & { readonly token?: string } = {},
  ): Promise<ConsolePage> {
    const opened = await this.open(options);
    await opened.page.getByLabel('Token').fill(token);
    await opened.page.getByRole('button', { name: 'Log in' }).click();
    await opened.page.getByRole('navigation').waitFor();
    await opened.page.goto(`${this.web.url}/console${hash}`);
    await opened.page.getByText('Live', { exact: true }).waitFor();
    return opened;
  }

  async close(): Promise<void> {
    await this.#browser?.close();
    await this.web.stop();
  }
}
