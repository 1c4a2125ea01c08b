import { BadRequestException } from '@nestjs/common';

import { type CrmModule, moduleFromName } from '../crm/modules.js';

/** The synced module that a parameter names. @throws BadRequestException naming those there are */
export function syncedModuleFrom(name: unknown, synced: readonly CrmModule[]): CrmModule {
  const module = moduleFromName(name)?.module;
  if (module !== undefined && synced.includes(module)) return module;
  throw new BadRequestException([`module must be one of ${synced.join(', ')}`]);
}
