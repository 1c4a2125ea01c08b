import { Module } from '@nestjs/common';

import { ZohoChannels } from './channels/zoho-channels.js';
import { CallConditions } from './http/call-conditions.js';
import { ZohoHttp } from './http/zoho-http.js';
import { ZohoLists } from './records/zoho-lists.js';
import { AccessProbe } from './tokens/access-probe.js';
import { AccessTokens } from './tokens/access-tokens.js';

const services = [AccessTokens, AccessProbe, CallConditions, ZohoHttp, ZohoLists, ZohoChannels];

/**
 * Zoho CRM but for single records, whose fields somebody else has to know. Needs Settings, RedisConnections, Clock,
 * Metrics and ProcessConditions. Without Zoho credentials everything can be built; the first call says what is missing.
 */
@Module({ providers: services, exports: services })
export class ZohoModule {}
