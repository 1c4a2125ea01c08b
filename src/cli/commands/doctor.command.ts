import { type CliCommand } from './cli-command.js';

export function addDoctorCommand(program: CliCommand): void {
  program
    .command('doctor')
    .description('examine settings, Redis, Zoho, memory, public address and channels')
    .option('--json', 'for programs')
    .example('doctor')
    .runs(
      () => import('../actions/doctor.js'),
      ({ runDoctor }) => runDoctor,
    );
}
