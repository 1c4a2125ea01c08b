import { Injectable } from '@nestjs/common';

import { type ApiModule } from '../../crm/modules.js';
import { jsonObject } from '../../kernel/json.js';
import { ZohoError } from '../http/zoho-error.js';
import { type ZohoAnswer, ZohoHttp, type ZohoRequest } from '../http/zoho-http.js';
import { AccessTokens, type Grant } from './access-tokens.js';

/** Whether a thing that the service does is allowed to these credentials. */
export interface Permission {
  /** `read Deals`, `watch changes`. */
  readonly purpose: string;
  /** The scope that allows it. */
  readonly scope: string;
  /**
   * - `missing_scope`: the grant lacks the scope. `forbidden`: the user's profile doesn't allow it.
   * - `admin_only`: single records can be read, lists only by an administrator (Notes).
   */
  readonly status: 'allowed' | 'missing_scope' | 'forbidden' | 'admin_only' | 'unknown';
  /** What Zoho said; empty where it is allowed. */
  readonly detail: string;
}

export interface AccessReport extends Grant {
  /** Whose grant it is; undefined where the scope for that isn't granted. */
  readonly user: string | undefined;
  readonly permissions: readonly Permission[];
  /** How far Zoho's clock is ahead of ours, ms; undefined where no answer said. */
  readonly skewMs: number | undefined;
}

interface Probe {
  readonly purpose: string;
  readonly scope: string;
  readonly request: ZohoRequest;
}

/** Finds out what the credentials are good for, by asking. Costs a token and one credit per question. */
@Injectable()
export class AccessProbe {
  constructor(
    private readonly tokens: AccessTokens,
    private readonly http: ZohoHttp,
  ) {}

  /** @throws ZohoError where no token can be had: then nothing else can be asked */
  async check(modules: readonly ApiModule[], now: () => number): Promise<AccessReport> {
    const grant = await this.tokens.prove();
    const probes = [...modules.map(moduleProbe), watchProbe];
    const [user, ...asked] = await Promise.all([
      this.#user(),
      ...probes.map((probe) => this.#ask(probe, now)),
    ]);
    const skews = asked.flatMap(({ skewMs }) => (skewMs === undefined ? [] : [skewMs]));
    return {
      ...grant,
      user,
      permissions: asked.map(({ permission }) => permission),
      skewMs: skews[0],
    };
  }

  async #ask(
    { purpose, scope, request }: Probe,
    now: () => number,
  ): Promise<{ permission: Permission; skewMs?: number | undefined }> {
    try {
      const { serverTimeMs } = await this.http.request(request);
      const skewMs = serverTimeMs === undefined ? undefined : serverTimeMs - now();
      return { permission: { purpose, scope, status: 'allowed', detail: '' }, skewMs };
    } catch (error) {
      if (!(error instanceof ZohoError)) throw error;
      return { permission: { purpose, scope, status: statusOf(error), detail: error.message } };
    }
  }

  /** Nobody needs to know it, so what is refused is left open. */
  async #user(): Promise<string | undefined> {
    const request = {
      method: 'GET',
      path: '/crm/v8/users',
      query: { type: 'CurrentUser' },
    } as const;
    try {
      return userFrom(await this.http.request(request));
    } catch {
      return undefined;
    }
  }
}

function moduleProbe(api: ApiModule): Probe {
  return {
    purpose: `read ${api}`,
    scope: `ZohoCRM.modules.${api.toLowerCase()}.READ`,
    request: {
      method: 'GET',
      path: `/crm/v8/${api}`,
      query: { fields: 'id', per_page: '1' },
      subject: api,
    },
  };
}

const watchProbe: Probe = {
  purpose: 'watch changes',
  scope: 'ZohoCRM.notifications.ALL',
  request: {
    method: 'GET',
    path: '/crm/v8/actions/watch',
    query: { page: '1', per_page: '1' },
    subject: 'channels',
  },
};

function statusOf({ code, zohoCode, status }: ZohoError): Permission['status'] {
  if (code === 'zoho.scope_missing') return 'missing_scope';
  if (zohoCode === 'NOT_SUPPORTED') return 'admin_only';
  if (status === 403 || zohoCode === 'NO_PERMISSION') return 'forbidden';
  return 'unknown';
}

/** `Integration User <integration@example.com>, Administrator` ("Users", Zoho CRM API v8). */
function userFrom({ body }: ZohoAnswer): string | undefined {
  const { users } = jsonObject(body);
  const user = jsonObject(Array.isArray(users) ? users[0] : undefined);
  const { full_name: name, email } = user;
  if (typeof name !== 'string') return undefined;
  const profile = jsonObject(user['profile'])['name'];
  const address = typeof email === 'string' ? ` <${email}>` : '';
  return `${name}${address}${typeof profile === 'string' ? `, ${profile}` : ''}`;
}
