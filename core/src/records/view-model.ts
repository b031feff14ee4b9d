import type { EntitySchema, FieldSchema, RollupSchema } from '@tenon/sdk/contract/entity-schema'
import type { ModelPipeline, ModelView, ModelViewEntity } from '@tenon/sdk/contract/model-document'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { SETTABLE_COMMON_FIELDS, TAGS_FIELD } from '@tenon/sdk/contract/record'
import { type EntityAccess, isMasked } from '../access/entity-access.ts'
import type { ActorAccess } from '../access/make-access.ts'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { InstalledPlugins } from '../hooks/installed-plugin.ts'
import { hasCommonTags } from '../model/common-tags.ts'
import type { CompiledModel } from '../model/compiled-model.ts'
import { expressionActor } from './expression-actor.ts'
import type { ScopeDependencies } from './record-scope.ts'
import { visibleActions } from './visible-actions.ts'
import { visibleValidations, withVisibleRules } from './visible-rules.ts'
import { visibleViews } from './visible-views.ts'

export type ViewModel = (ctx: RequestContext) => Promise<ModelView>

/** Makes the function that shows the model in force, reduced to what the actor may see and do. */
export function makeViewModel({
  database,
  models,
  access,
  zones,
  plugins: store,
}: ScopeDependencies & { database: Database; plugins: InstalledPlugins }): ViewModel {
  return async (ctx) => {
    const model = await models.get(ctx.tenant)
    const rights = await access.of(ctx, model)
    const plugins = await store.get(ctx.tenant)
    const readable = [...model.entities.keys()].flatMap((name) => rights.readable(name) ?? [])
    const entities = Object.fromEntries(
      readable.map((one) => {
        const actions = visibleActions(one, { plugins, actor: ctx.actor })
        return [one.entity.name, { ...viewEntity(one, { model, rights }), actions }]
      }),
    )
    const pipelines = [...model.pipelines.values()].filter(({ entity }) => Object.hasOwn(entities, entity))
    return {
      version: model.version,
      locale: ctx.locale,
      ...actorOf(ctx),
      timeZone: await zones.get(ctx.tenant),
      entities,
      pipelines: Object.fromEntries(pipelines.map(({ name, schema }) => [name, viewPipeline(schema, rights)])),
      views: ctx.actor.kind === 'customer' ? {} : visibleViews(model, rights, ctx.actor),
      ...(ctx.actor.kind === 'customer'
        ? { users: [] }
        : { ...(await readPeople(database, ctx)), ...labelsOf(plugins, readable) }),
    }
  }
}

/** Parts stand beneath the plugin that gave them, for everybody who sees the parts. */
function labelsOf(
  plugins: ReadonlyArray<{ package: Pick<PluginPackage, 'manifest'> }>,
  readable: readonly EntityAccess[],
): Pick<ModelView, 'pluginLabels'> {
  const sources = new Set(
    readable.flatMap(({ entity }) => [entity.source, ...Object.values(entity.schema.fieldSources)]),
  )
  const manifests = plugins.map((one) => one.package.manifest).filter(({ id }) => sources.has(id))
  if (manifests.length === 0) return {}
  return { pluginLabels: Object.fromEntries(manifests.map(({ id, label }) => [id, label])) }
}

/** Only what rules ask who acts is told, and only where somebody does whom they know. */
function actorOf({ actor }: RequestContext): Pick<ModelView, 'actor'> {
  const known = expressionActor(actor)
  return known === null ? {} : { actor: { ...known, roles: [...known.roles] } }
}

function viewEntity(
  access: EntityAccess,
  reader: { model: CompiledModel; rights: ActorAccess },
): Omit<ModelViewEntity, 'actions'> {
  const { fieldCode: _fieldCode, validations, ...schema } = access.entity.schema
  const fields = new Set([...access.entity.fields.keys()].filter((name) => access.canRead(name)))
  const kept = (names: string[]) => names.filter((name) => fields.has(name) || !Object.hasOwn(schema.properties, name))
  const hasTags = hasCommonTags(access.entity)
  const common = SETTABLE_COMMON_FIELDS.filter((name) => name !== TAGS_FIELD || hasTags)
  const settable = [...fields, ...common]
  return {
    ...schema,
    properties: visibleFields(access, fields, reader),
    ...(validations !== undefined && { validations: visibleValidations(access, reader) }),
    fieldSources: pick(schema.fieldSources, fields),
    ...(schema.required !== undefined && { required: kept(schema.required) }),
    ...(schema.listFields !== undefined && { listFields: kept(schema.listFields) }),
    ...(schema.uniqueTogether !== undefined && {
      uniqueTogether: schema.uniqueTogether.filter((group) => group.fields.every((name) => fields.has(name))),
    }),
    ...(schema.duplicates !== undefined && {
      // Whoever does not see one of the fields is not asked about it.
      duplicates: schema.duplicates.filter(({ match }) => match.every(({ field }) => access.canReveal(field))),
    }),
    ...(schema.rollups !== undefined && {
      rollups: schema.rollups.filter((one) => rollupNames(one).every(access.canShow)),
    }),
    ...(schema.sections !== undefined && { sections: keptSections(schema.sections, kept) }),
    access: {
      create: access.rows('create') !== 'none',
      update: access.rows('update') !== 'none',
      delete: access.rows('delete') !== 'none',
      ...actionsOfSome(access),
      ...(access.canShare && { share: true }),
      ...(hasTags && access.canRead(TAGS_FIELD) && { tags: true as const }),
      ...maskedFields(access, fields),
      writableFields: settable.filter((name) => access.canWrite(name) && !isSystemSet(schema.properties[name])),
    },
  }
}

/** What may be done with some records alone; nothing where all or none are open. */
function actionsOfSome(access: EntityAccess): Pick<ModelViewEntity['access'], 'ofSome'> {
  const ofSome = (['update', 'delete'] as const).filter((action) => typeof access.rows(action) === 'object')
  return ofSome.length > 0 ? { ofSome } : {}
}

function rollupNames({ groupBy, sums = [] }: RollupSchema): string[] {
  return [...groupBy.map((key) => (typeof key === 'string' ? key : key.field)), ...sums]
}

function visibleFields(
  access: EntityAccess,
  fields: ReadonlySet<string>,
  reader: { model: CompiledModel; rights: ActorAccess },
): Record<string, FieldSchema> {
  const shown = pick<FieldSchema>(access.entity.schema.properties, fields)
  const entries = Object.entries(shown)
  return Object.fromEntries(
    entries.map(([field, schema]) => [field, withVisibleRules(access, { field, schema }, reader)]),
  )
}

/** Without an amount that the actor does not see: a board would ask for its sum. */
function viewPipeline(pipeline: ModelPipeline, rights: ActorAccess): ModelPipeline {
  const { amountField, ...rest } = pipeline
  const shown = amountField === undefined || rights.readable(pipeline.entity)?.canShow(amountField) === true
  return shown ? pipeline : rest
}

/** Which of these come without their values, and which of those the actor may have shown; nothing where there are none. */
function maskedFields(access: EntityAccess, fields: ReadonlySet<string>) {
  const masked = [...fields].filter((name) => isMasked(access, name))
  const revealable = masked.filter((name) => access.canReveal(name))
  return {
    ...(masked.length > 0 && { maskedFields: masked }),
    ...(revealable.length > 0 && { revealableFields: revealable }),
  }
}

function keptSections(sections: NonNullable<EntitySchema['sections']>, kept: (names: string[]) => string[]) {
  return sections
    .map(({ label, fields }) => ({ label, fields: kept(fields) }))
    .filter(({ fields }) => fields.length > 0)
}

function pick<T>(from: Record<string, T>, names: ReadonlySet<string>): Record<string, T> {
  return Object.fromEntries(Object.entries(from).filter(([name]) => names.has(name)))
}

function isSystemSet(schema: FieldSchema | undefined): boolean {
  return schema?.readOnly === true || schema?.fieldType === 'sequence'
}

async function readPeople(
  database: Database,
  { tenant }: RequestContext,
): Promise<Pick<ModelView, 'users' | 'teams' | 'roleLabels'>> {
  const db = database.tenant(tenant.schema)
  const [users, teams, roles] = await Promise.all([
    db.selectFrom('_user').select(['id', 'name']).where('active', '=', true).orderBy('name').execute(),
    db.selectFrom('_team').select(['id', 'name']).where('archived_at', 'is', null).orderBy('name').execute(),
    db.selectFrom('_role').select(['name', 'label']).orderBy('name').execute(),
  ])
  return {
    users,
    ...(teams.length > 0 && { teams }),
    ...(roles.length > 0 && { roleLabels: Object.fromEntries(roles.map(({ name, label }) => [name, label])) }),
  }
}
