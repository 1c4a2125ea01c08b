import { Module } from '@nestjs/common';

import { AdminAccess } from './admin-access.js';
import { AdminAudit } from './admin-audit.js';
import { ReadTokens } from './read-tokens.js';

/** Who may operate the service, and the log of what they did. */
@Module({ providers: [AdminAccess, AdminAudit, ReadTokens], exports: [AdminAccess, AdminAudit] })
export class AccessModule {}
