import { AskedMemory } from '../../asking/asked-memory.js';
import { type Settings } from '../../config/settings.js';
import { Examination } from '../../examination/examination.js';
import { failure, type Finding, ok, warning } from '../../examination/finding.js';
import { FormerModules } from '../../former/former-modules.js';
import { AppError, appErrorFrom } from '../../kernel/app-error.js';
import { isLoopback } from '../../kernel/networks.js';
import { within } from '../../kernel/within.js';
import { MemorySink } from '../../memory/memory-sink.js';
import { OrganisationMetadata } from '../../metadata/organisation-metadata.js';
import { RedisConnections } from '../../redis/redis-connections.js';
import { ChannelReport } from '../../registration/channel-report.js';
import { FieldCheck } from '../../zoho/records/field-check.js';
import { AccessProbe } from '../../zoho/tokens/access-probe.js';
import { type CliContext } from '../context/cli-context.js';
import { addressFinding, askAddress, placeFinding } from './address-findings.js';
import { countedThings } from '../output/progress-text.js';
import { channelFindings } from './channel-findings.js';
import { fieldFindings } from './field-findings.js';
import { formerFindings } from './former-findings.js';
import { metadataFindings } from './metadata-findings.js';
import { accessFindings } from './zoho-findings.js';

const memoryWithinMs = 10_000;

/** Everything that can be examined once the settings are usable. `redisAnswers`: what needs Redis can be asked. */
export async function examine(
  context: CliContext,
  redisAnswers: boolean,
): Promise<readonly Finding[]> {
  const { settings } = context;
  const withRedis = async (find: () => Promise<readonly Finding[]>): Promise<readonly Finding[]> =>
    redisAnswers ? find() : [];
  // Alone, so that the time it takes is its own.
  const first = await redis(context, redisAnswers);
  const groups = await Promise.all([
    withRedis(() => context.get(Examination).service()),
    examineMemory(context),
    withRedis(() => facts(context)),
    withRedis(() => examineZoho(context)),
    withRedis(() => fields(context)),
    withRedis(() => metadata(context)),
    address(settings),
    withRedis(() => channels(context)),
    withRedis(async () => formerFindings(await context.get(FormerModules).find())),
  ]);
  return [...context.get(Examination).here(), ...first, ...groups.flat()];
}

async function redis(context: CliContext, answers: boolean): Promise<readonly Finding[]> {
  if (answers) return context.get(Examination).redis.now();
  const { message } = context.get(RedisConnections).breaker.refusal;
  return [failure('Redis', message, 'see the message; what needs Redis was not examined')];
}

/** Whether the memory takes writes. */
export async function examineMemory(context: CliContext): Promise<readonly Finding[]> {
  const sink = context.get(MemorySink);
  try {
    await within(sink.check(), memoryWithinMs, 'To ask the memory');
    return [
      ok(
        'Memory',
        `${context.settings.memory.sinks.join(', ')}, ${countedThings(await sink.count(), 'document')}`,
      ),
    ];
  } catch (error) {
    return [failed('Memory', error, 'check MEMORY_SINK and its settings')];
  }
}

async function facts(context: CliContext): Promise<readonly Finding[]> {
  const folder = context.settings.memory.factsFolder;
  if (folder === undefined) return [];
  try {
    const doubt = await context.get(AskedMemory).doubt();
    if (doubt === undefined) return [ok('Facts', `${folder} has all that the memory has`)];
    return [warning('Facts', `find and aggregate are not answered: ${doubt}`, 'see the message')];
  } catch (error) {
    return [failed('Facts', error, 'check FACTS_PATH')];
  }
}

/** What Zoho's credentials are good for; nothing where there are none. */
export async function examineZoho(context: CliContext): Promise<readonly Finding[]> {
  const { settings } = context;
  if (settings.zoho.credentials === undefined) return [];
  try {
    const report = await context.get(AccessProbe).check(settings.queue.apis, Date.now);
    return accessFindings(report, settings.zoho.dataCenter);
  } catch (error) {
    return [failed('Zoho credentials', error, '`zoho-sync auth check` after that')];
  }
}

async function fields(context: CliContext): Promise<readonly Finding[]> {
  const { settings } = context;
  if (settings.zoho.credentials === undefined) return [];
  return fieldFindings(await context.get(FieldCheck).of(settings.queue.apis));
}

async function metadata(context: CliContext): Promise<readonly Finding[]> {
  const { settings } = context;
  if (settings.zoho.credentials === undefined) return [];
  try {
    const told = await context.get(OrganisationMetadata).refresh();
    return metadataFindings(told, settings.queue.apis);
  } catch {
    // What is wrong with Zoho is told by who needs it.
    return [];
  }
}

async function address({ webhook, zoho }: Settings): Promise<readonly Finding[]> {
  const { baseUrl } = webhook;
  if (baseUrl === undefined) {
    if (zoho.credentials === undefined) return [];
    const message = 'WEBHOOK_BASE_URL is not set: no channel can be registered';
    return [warning('Public address', message, 'set it to the public https address')];
  }
  const zohoIsLocal = zoho.apiUrl !== undefined && isLoopback(new URL(zoho.apiUrl).hostname);
  const place = placeFinding(baseUrl, zohoIsLocal);
  const answer = addressFinding(baseUrl, await askAddress(baseUrl, webhook.secret));
  return place === undefined ? [answer] : [place, answer];
}

async function channels(context: CliContext): Promise<readonly Finding[]> {
  const { webhook, zoho: zohoSettings } = context.settings;
  if (webhook.baseUrl === undefined || zohoSettings.credentials === undefined) return [];
  try {
    return channelFindings(await context.get(ChannelReport).present());
  } catch (error) {
    return [failed('Channels', error, '`zoho-sync webhooks verify` after that')];
  }
}

/** The message of an error of ours names its remedy already. */
function failed(subject: string, error: unknown, remedy: string): Finding {
  const { message } = appErrorFrom(error);
  return failure(subject, message, error instanceof AppError ? remedy : 'see the message');
}
