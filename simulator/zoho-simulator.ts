import { type Channel } from './channels/channels.js';
import { seedCompany } from './company/seed-company.js';
import { ControlApi } from './control/control-api.js';
import { type Statistics, statisticsOf } from './control/statistics.js';
import { CrmRouter } from './http/crm-router.js';
import { type Faults } from './http/faults.js';
import { type LimitSettings } from './http/limits.js';
import { type LoggedRequest } from './http/request-log.js';
import { SimServer } from './http/sim-server.js';
import { type Notifier } from './notifications/notifier.js';
import { type Credentials } from './oauth.js';
import { defaultAccountCount, type SimulatorOptions } from './options.js';
import { type SimModule, simModules } from './records/modules.js';
import { MetadataApi, type OrganisationSettings, usualSettings } from './records/metadata-api.js';
import { convertLead, type ConvertedInto, mergeRecords } from './records/life-of-records.js';
import { type ChangeOptions, type CreateOptions } from './records/organisation.js';
import { PageTokens } from './records/page-tokens.js';
import { RecordsApi } from './records/records-api.js';
import { type Fields, type SimRef } from './records/sim-record.js';
import { type Scopes } from './scopes.js';
import { type PerformedStep, performScript } from './script.js';
import { simulatorParts, type SimulatorParts } from './simulator-parts.js';

/**
 * A Zoho organisation on a loopback port: accounts server, CRM API v8 and notifications, with records that can be
 * changed and failures that can be asked for. Plays what is documented of Zoho; nothing else should be concluded from it.
 */
export class ZohoSimulator {
  /** What the organisation has made of its CRM; told to those whose grant has `metadataScopes`. */
  readonly settings: OrganisationSettings = usualSettings();
  private listeningAt = '';
  private readonly parts: SimulatorParts;
  private readonly server: SimServer;

  private constructor(options: SimulatorOptions) {
    this.parts = simulatorParts(options, () => this.listeningAt);
    const { time, random, organisation, oauth, limits, channelApi, faults, log } = this.parts;
    const records = new RecordsApi(organisation, time, new PageTokens(time, random));
    const control = new ControlApi(this.parts, {
      url: () => this.listeningAt,
      setLatency: (latencyMs) => {
        this.setLatency(latencyMs);
      },
    });
    this.server = new SimServer({
      time,
      faults,
      limits,
      log,
      crm: new CrmRouter({
        ...{ oauth, limits, records, channelApi, time },
        metadata: new MetadataApi(this.settings),
      }),
      token: (request) => oauth.token(request),
      control: (request) => control.answer(request),
    });
    this.server.setLatency(options.latencyMs ?? 0);
    const { company = defaultAccountCount } = options;
    if (company !== 'empty') seedCompany({ organisation, random, time }, company);
  }

  /** Listens on 127.0.0.1 when it resolves. */
  static async start(options: SimulatorOptions = {}): Promise<ZohoSimulator> {
    const simulator = new ZohoSimulator(options);
    simulator.listeningAt = await simulator.server.listen(options.port ?? 0);
    return simulator;
  }

  /** Ends every connection and forgets notifications that aren't sent yet. */
  async close(): Promise<void> {
    this.parts.notifier.close();
    await this.server.close();
  }

  /** Accounts server and API host in one, without a slash at its end. */
  get url(): string {
    return this.listeningAt;
  }

  get credentials(): Credentials {
    return this.parts.credentials;
  }

  get faults(): Faults {
    return this.parts.faults;
  }

  /** How notifications travel, and which have. */
  get notifications(): Notifier {
    return this.parts.notifier;
  }

  /** Lookups need an `id` only. Returns the record as Zoho would answer it, as do the other changes. */
  createRecord(module: SimModule, fields: Fields, options?: CreateOptions): StoredFields {
    const { organisation } = this.parts;
    return stored(organisation.fieldsOf(organisation.create(module, fields, options)));
  }

  updateRecord(
    module: SimModule,
    id: string,
    fields: Fields,
    options?: ChangeOptions,
  ): StoredFields {
    const { organisation } = this.parts;
    return stored(organisation.fieldsOf(organisation.update({ module, id }, fields, options)));
  }

  /** Into the recycle bin. */
  deleteRecord(module: SimModule, id: string, options?: ChangeOptions): void {
    this.parts.organisation.delete({ module, id }, options);
  }

  restoreRecord(module: SimModule, id: string, options?: ChangeOptions): StoredFields {
    const { organisation } = this.parts;
    return stored(organisation.fieldsOf(organisation.restore({ module, id }, options)));
  }

  deleteForever(module: SimModule, id: string, options?: ChangeOptions): void {
    this.parts.organisation.deleteForever({ module, id }, options);
  }

  /** Makes an account, a contact and, where its fields are given, a deal of a lead, as people do. */
  convertLead(id: string, deal?: Fields, options?: ChangeOptions): ConvertedInto {
    return convertLead(this.parts.organisation, { id, deal, options });
  }

  /** The other record goes, and what belonged to it belongs to this one. */
  mergeRecords(module: SimModule, [id, goes]: readonly [string, string]): void {
    mergeRecords(this.parts.organisation, { module, id, goes });
  }

  /** What is changed meanwhile is told in one notification per channel, module and kind, with many ids. */
  inOneNotification<T>(changes: () => T): T {
    return this.parts.feed.inOneNotification(changes);
  }

  /** A fortnight of a customer's life; each step happens when the next item is asked for. */
  playScript(): Generator<PerformedStep, void, undefined> {
    return performScript(this.parts);
  }

  /** The record as it is now; undefined when it is deleted or never was. */
  record(module: SimModule, id: string): StoredFields | undefined {
    const record = this.parts.organisation.find({ module, id });
    return record && stored(this.parts.organisation.fieldsOf(record));
  }

  records(module: SimModule): readonly StoredFields[] {
    const { organisation } = this.parts;
    return [...organisation.table(module).live.values()].map((record) =>
      stored(organisation.fieldsOf(record)),
    );
  }

  /** Every live record of every module. */
  refs(): readonly SimRef[] {
    return simModules.flatMap((module) =>
      [...this.parts.organisation.table(module).live.keys()].map((id) => ({ module, id })),
    );
  }

  get requests(): readonly LoggedRequest[] {
    return this.parts.log.list();
  }

  resetRequests(): void {
    this.parts.log.reset();
    this.parts.limits.resetHighest();
  }

  statistics(): Statistics {
    return statisticsOf(this.parts);
  }

  channels(): readonly Channel[] {
    return this.parts.channels.live();
  }

  /** The channel is gone from now on, as after its expiry. Returns whether there was one. */
  expireChannel(id: string): boolean {
    const known = this.parts.channels.find(id) !== undefined;
    this.parts.channels.remove(id);
    return known;
  }

  /** A channel that somebody else made: with whatever id, address and token. */
  plantChannel(channel: Channel): void {
    this.parts.channels.put(channel);
  }

  /** From now on no channel is granted a longer life than this, whatever is asked for. */
  shortenChannelLives(longestLifeMs: number): void {
    this.parts.channelApi.shortenLives(longestLifeMs);
  }

  /** What the user consented to, from now on. */
  setScopes(scopes: Scopes): void {
    this.parts.oauth.scopes = scopes;
  }

  /** Puts Zoho's clock forward, or back. */
  advanceClock(ms: number): void {
    this.parts.time.advance(ms);
  }

  setRefusedWatchModules(modules: readonly SimModule[]): void {
    this.parts.channelApi.refuse(modules);
  }

  /** Every access token is invalid from now on; refreshing works. */
  revokeTokens(): void {
    this.parts.oauth.revokeAccessTokens();
  }

  /** The grant is withdrawn: refreshing answers `invalid_code`. */
  revokeGrants(): void {
    this.parts.oauth.revokeGrants();
  }

  /** A code to redeem for a refresh token: for ten minutes, and for one use. */
  grantCode(): string {
    return this.parts.oauth.grantCode();
  }

  /** How long each answer takes from now on. */
  setLatency(latencyMs: number): void {
    this.server.setLatency(latencyMs);
  }

  setLimits(limits: Partial<LimitSettings>): void {
    this.parts.limits.change(limits);
  }
}

/** A record as JSON; its id is always there. */
export type StoredFields = Fields & { readonly id: string };

function stored(fields: Fields): StoredFields {
  return { ...fields, id: String(fields['id']) };
}
