import { Module } from '@nestjs/common';

import { AccessProbe } from './tokens/access-probe.js';
import { AccessTokens } from './tokens/access-tokens.js';
import { CallWatch } from './http/call-watch.js';
import { ZohoChannels } from './channels/zoho-channels.js';
import { ZohoHttp } from './http/zoho-http.js';
import { ZohoLists } from './records/zoho-lists.js';

const services = [AccessTokens, AccessProbe, CallWatch, ZohoHttp, ZohoLists, ZohoChannels];

/**
 * Zoho CRM but for single records, whose fields somebody else has to know. Needs Settings, RedisConnections, Clock, Metrics and Conditions. Without Zoho credentials everything can be built; the first
 * call says what is missing.
 */
@Module({ providers: services, exports: services })
export class ZohoModule {}
