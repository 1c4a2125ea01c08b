import { type ChannelApi } from '../channels/channel-api.js';
import { type OAuth } from '../oauth.js';
import { type MetadataApi } from '../records/metadata-api.js';
import { isSimModule, type SimModule } from '../records/modules.js';
import { type RecordsApi } from '../records/records-api.js';
import { checkScopes, scopesFor } from '../scopes.js';
import { type ZohoTime } from '../zoho-time.js';
import {
  invalidMethod,
  invalidModule,
  invalidUrl,
  responseFrom,
  type SimRequest,
  type SimResponse,
  ZohoRefusal,
} from './exchange.js';
import { type CallPrice, type Limits } from './limits.js';

const apiPrefix = '/crm/v8/';
const fullData = 'actions/fetch_full_data';
const authorizationScheme = 'Zoho-oauthtoken ';

/** `GET /crm/v8/users?type=CurrentUser`: the user whose grant it is. */
const currentUser: SimResponse = {
  status: 200,
  body: {
    users: [
      {
        id: '4876876000000225013',
        full_name: 'Integration User',
        email: 'integration.user@example.com',
        status: 'active',
        profile: { name: 'Administrator', id: '4876876000000031157' },
        time_zone: 'Europe/Berlin',
      },
    ],
    info: { per_page: 200, count: 1, page: 1, more_records: false },
  },
};

export interface CrmParts {
  readonly oauth: OAuth;
  readonly limits: Limits;
  readonly records: RecordsApi;
  readonly channelApi: ChannelApi;
  readonly metadata: MetadataApi;
  readonly time: ZohoTime;
}

/** The CRM's API: who asks, what it costs, and which part answers. */
export class CrmRouter {
  constructor(private readonly parts: CrmParts) {}

  /** What a call costs, known before it is looked at. */
  price({ path, query }: SimRequest): CallPrice {
    const sorted = query.has('sort_by') || query.has('cvid');
    if (path.endsWith('/deleted')) return { credits: 2, sorted };
    return { credits: query.has('cvid') ? 3 : 1, sorted };
  }

  /** `crowded`: it came when too many others were in flight. */
  answer(request: SimRequest, crowded: boolean): SimResponse {
    const { oauth, limits, time } = this.parts;
    const accessToken = accessTokenFrom(request);
    if (accessToken === undefined) {
      return responseFrom(new ZohoRefusal(401, 'AUTHENTICATION_FAILURE', 'Authentication failed'));
    }
    const expiresAtMs = oauth.expiryOf(accessToken);
    if (expiresAtMs === undefined) {
      return responseFrom(new ZohoRefusal(401, 'INVALID_TOKEN', 'invalid oauth token'));
    }
    const response = this.limited(request, crowded);
    const headers = {
      ...response.headers,
      ...limits.headers(),
      'X-ACCESSTOKEN-RESET': time.format(expiresAtMs),
    };
    return { ...response, headers };
  }

  private limited(request: SimRequest, crowded: boolean): SimResponse {
    const { limits } = this.parts;
    try {
      if (crowded) throw tooManyAtOnce();
      limits.spend(this.price(request));
      return this.routed(request);
    } catch (error) {
      if (error instanceof ZohoRefusal) return responseFrom(error);
      throw error;
    }
  }

  private routed(request: SimRequest): SimResponse {
    if (!request.path.startsWith(apiPrefix)) throw invalidUrl();
    const [name = '', part] = partsOf(request.path);
    const granted = this.parts.oauth.scopes;
    if (name === 'actions' && part === 'watch') {
      checkScopes(granted, scopesFor(request.method, 'actions/watch'));
      return this.parts.channelApi.answer(request);
    }
    const told = this.told(name, part, request);
    if (told !== undefined) return told;
    if (!isSimModule(name)) throw invalidModule();
    if (request.method !== 'GET') throw invalidMethod();
    checkScopes(granted, scopesFor(request.method, name));
    return this.read(name, part, request);
  }

  /** What is told of the organisation itself. */
  private told(
    name: string,
    part: string | undefined,
    request: SimRequest,
  ): SimResponse | undefined {
    const { metadata, oauth } = this.parts;
    const resource = part === undefined ? name : `${name}/${part}`;
    if (!['users', 'org', 'settings/modules', 'settings/fields'].includes(resource))
      return undefined;
    checkScopes(oauth.scopes, scopesFor(request.method, resource));
    if (resource === 'users') return currentUser;
    if (resource === 'org') return metadata.organisation();
    return part === 'fields' ? metadata.fields(request) : metadata.modules();
  }

  private read(module: SimModule, part: string | undefined, request: SimRequest): SimResponse {
    const { records } = this.parts;
    if (part === undefined) return records.list(module, request);
    if (part === 'deleted') return records.deleted(module, request);
    if (part === fullData) return records.fullTexts(module, request);
    return records.single({ module, id: part }, request);
  }
}

/** The module or resource, and what of it. */
function partsOf(path: string): readonly string[] {
  const [name = '', ...rest] = path.slice(apiPrefix.length).split('/');
  const part = rest.join('/');
  if (rest.length > 1 && part !== fullData) throw invalidUrl();
  return rest.length === 0 ? [name] : [name, part];
}

function tooManyAtOnce(): ZohoRefusal {
  return new ZohoRefusal(
    429,
    'TOO_MANY_REQUESTS',
    'The concurrency limit of the user for the app is exceeded',
  );
}

function accessTokenFrom({ headers }: SimRequest): string | undefined {
  const header = headers.authorization ?? '';
  return header.startsWith(authorizationScheme)
    ? header.slice(authorizationScheme.length).trim()
    : undefined;
}
