import { isSimModule, type SimModule } from '../records/modules.js';
import { objectFrom } from '../http/exchange.js';
import { convertLead, mergeRecords } from '../records/life-of-records.js';
import { type ChangeOptions, type Organisation } from '../records/organisation.js';
import { SimulatorError, type Fields, type SimRef } from '../records/sim-record.js';
import { performScript } from '../script.js';
import { bodyFrom } from './control-body.js';
import { type ControlCall, type ControlRoute, ok, route } from './control-routes.js';

/** Records are read and changed; `?silent=true` keeps a change from being notified. */
export const recordRoutes: readonly ControlRoute[] = [
  route('GET', '/records/:module', ({ parts, params }) => {
    const { organisation } = parts;
    const { live } = organisation.table(moduleFrom(params[0]));
    return ok([...live.values()].map((record) => organisation.fieldsOf(record)));
  }),
  route('GET', '/records/:module/:id', ({ parts, params }) => {
    const ref = refFrom(params);
    const record = parts.organisation.find(ref);
    if (record === undefined) throw new SimulatorError(404, `There is no ${nameOf(ref)}`);
    return ok(parts.organisation.fieldsOf(record));
  }),
  route('POST', '/records/:module', (call) => ({
    status: 201,
    body: perform(call, { kind: 'create' }),
  })),
  route('PATCH', '/records/:module/:id', (call) => ok(perform(call, { kind: 'update' }))),
  route('DELETE', '/records/:module/:id', (call) => {
    const forever = call.request.query.get('forever') === 'true';
    return ok(perform(call, { kind: forever ? 'deleteForever' : 'delete' }));
  }),
  route('POST', '/records/:module/:id/restore', (call) => ok(perform(call, { kind: 'restore' }))),
  route('POST', '/records/Leads/:id/convert', ({ parts, params, request }) => {
    const { deal } = bodyFrom(request);
    const given = deal === undefined ? {} : { deal: objectFrom(deal) };
    return ok(convertLead(parts.organisation, { id: params[0] ?? '', ...given }));
  }),
  route('POST', '/records/:module/:id/merge', ({ parts, params, request }) => {
    const ref = refFrom(params);
    const { goes } = bodyFrom(request);
    mergeRecords(parts.organisation, { ...ref, goes: String(goes) });
    return ok(ref);
  }),
  route('POST', '/changes', ({ parts, request }) => {
    const { changes } = bodyFrom(request);
    if (!Array.isArray(changes)) throw new SimulatorError(400, 'changes must be a list');
    return ok(
      parts.feed.inOneNotification(() =>
        changes.map((each: unknown) => applied(parts.organisation, changeFrom(each))),
      ),
    );
  }),
  route('POST', '/script', ({ parts }) => ok([...performScript(parts)])),
];

const changeKinds = ['create', 'update', 'delete', 'restore', 'deleteForever'] as const;

type ChangeKind = (typeof changeKinds)[number];

interface WantedChange {
  readonly kind: ChangeKind;
  readonly module: SimModule;
  readonly id: string;
  readonly fields: Fields;
  readonly options: ChangeOptions;
}

function perform({ parts, request, params }: ControlCall, { kind }: { kind: ChangeKind }): unknown {
  const module = moduleFrom(params[0]);
  const options = { silent: request.query.get('silent') === 'true' };
  const change = { kind, module, id: params[1] ?? '', fields: bodyFrom(request), options };
  return applied(parts.organisation, change);
}

function applied(organisation: Organisation, change: WantedChange): Fields {
  const { kind, module, id, fields, options } = change;
  const ref = { module, id };
  switch (kind) {
    case 'create':
      return organisation.fieldsOf(organisation.create(module, fields, options));
    case 'update':
      return organisation.fieldsOf(organisation.update(ref, fields, options));
    case 'restore':
      return organisation.fieldsOf(organisation.restore(ref, options));
    case 'delete':
      organisation.delete(ref, options);
      return ref;
    case 'deleteForever':
      organisation.deleteForever(ref, options);
      return ref;
  }
}

function changeFrom(value: unknown): WantedChange {
  const { kind, module, id, fields, silent } = objectFrom(value);
  const known = changeKinds.find((each) => each === kind);
  if (known === undefined) {
    throw new SimulatorError(400, `kind must be one of ${changeKinds.join(', ')}`);
  }
  return {
    kind: known,
    module: moduleFrom(module),
    id: typeof id === 'string' ? id : '',
    fields: objectFrom(fields),
    options: { silent: silent === true },
  };
}

function moduleFrom(name: unknown): SimModule {
  if (isSimModule(name)) return name;
  throw new SimulatorError(404, `There is no module ${String(name)}`);
}

function refFrom([module, id = '']: readonly string[]): SimRef {
  return { module: moduleFrom(module), id };
}

function nameOf({ module, id }: SimRef): string {
  return `${module}/${id}`;
}
