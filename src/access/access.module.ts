import { Module } from '@nestjs/common';

import { AdminAccess } from './admin-access.js';
import { AdminAudit } from './admin-audit.js';

/** Who may operate the service, and the log of what they did. */
@Module({ providers: [AdminAccess, AdminAudit], exports: [AdminAccess, AdminAudit] })
export class AccessModule {}
