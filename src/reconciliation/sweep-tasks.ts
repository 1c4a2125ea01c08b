import { type ApiModule, apiModulesOf } from '../crm/modules.js';
import { type ScheduleSettings, type Settings } from '../config/settings.js';
import { type ScheduledTask, type TaskReport } from '../schedule/scheduled-task.js';
import { type PolledModules } from '../watch/polled-modules.js';
import { type SweepReport, type Sweeps } from './sweeps.js';

const pollEveryMs = 5 * 60_000;

/** Everything that brings in what was missed, as it is due; nothing where records come from deliveries alone. */
export function sweepTasks(
  settings: Settings,
  sweeps: Sweeps,
  polled: PolledModules,
): readonly ScheduledTask[] {
  if (settings.zoho.credentials === undefined) return [];
  const apis = settings.queue.modules.flatMap(apiModulesOf);
  return [...modifiedTasks(settings.schedule, sweeps, apis), pollTask(sweeps, polled, apis)];
}

function modifiedTasks(
  { sweepEveryMs }: ScheduleSettings,
  sweeps: Sweeps,
  apis: readonly ApiModule[],
): readonly ScheduledTask[] {
  if (sweepEveryMs === undefined) return [];
  const run = async (): Promise<TaskReport> => summaryOf(await sweeps.run(apis));
  return [{ name: 'sync.modified', when: { everyMs: sweepEveryMs }, run }];
}

/** Modules that Zoho refuses to watch: asked for every few minutes, since nothing else tells of them. */
function pollTask(
  sweeps: Sweeps,
  polled: PolledModules,
  apis: readonly ApiModule[],
): ScheduledTask {
  const run = async (): Promise<TaskReport> => {
    const unwatched = await polled.list();
    const due = apis.filter((api) => unwatched.includes(api));
    return due.length === 0 ? undefined : summaryOf(await sweeps.run(due));
  };
  return { name: 'sync.polled', when: { everyMs: pollEveryMs }, run };
}

function summaryOf(reports: readonly SweepReport[]): TaskReport {
  return {
    modules: reports.length,
    failed: reports.filter(({ status }) => status === 'failed').length,
    modified: reports.reduce((sum, report) => sum + report.modified, 0),
    deleted: reports.reduce((sum, report) => sum + report.deleted, 0),
  };
}
