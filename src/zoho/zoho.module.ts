import { Module } from '@nestjs/common';

import { AccessProbe } from './access-probe.js';
import { AccessTokens } from './access-tokens.js';
import { CallWatch } from './call-watch.js';
import { ZohoChannels } from './zoho-channels.js';
import { ZohoHttp } from './zoho-http.js';
import { ZohoLists } from './zoho-lists.js';
import { ZohoRecords } from './zoho-records.js';

const services = [
  ...[AccessTokens, AccessProbe, CallWatch, ZohoHttp],
  ...[ZohoRecords, ZohoLists, ZohoChannels],
];

/**
 * Zoho CRM. Needs Settings, RedisConnections, Clock, Metrics and Conditions. Without Zoho credentials everything can be built; the first
 * call says what is missing.
 */
@Module({ providers: services, exports: services })
export class ZohoModule {}
