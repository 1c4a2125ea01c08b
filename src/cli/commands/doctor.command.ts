import { type Command } from 'commander';

import { lazily } from '../lazily.js';

export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('examine settings, Redis, Zoho, memory, public address and channels')
    .option('--json', 'for programs')
    .action(
      lazily(
        () => import('../actions/doctor.js'),
        ({ runDoctor }) => runDoctor,
      ),
    );
}
