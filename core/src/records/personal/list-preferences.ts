import { type Locale, type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import type { ListColumnChoice, ListPreference, PersonalApi, ViewPlace } from '@tenon/sdk/contract/personal-api'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { sql } from 'kysely'
import type { RequestContext } from '../../context/request-context.ts'
import type { WithContext } from '../../identity/with-context.ts'
import type { CompiledModel } from '../../model/compiled-model.ts'
import { nameBook } from '../../model/names/name-book.ts'
import { isUuid } from '../is-uuid.ts'
import { entityKey, fieldKey } from '../names/keyed-input.ts'
import { readViewRows } from '../saved-views/read-view-rows.ts'
import { viewCaller } from '../saved-views/view-caller.ts'
import type { PersonalDependencies } from './personal-dependencies.ts'

type Verbs = Pick<WithContext<PersonalApi>, 'lists' | 'useView' | 'saveColumns'>

interface Row {
  entity: string
  view: string
  columns: ListColumnChoice[] | null
  used_at: Date | null
}

/** How a person left each view of a list: columns, and when it was looked at. */
export function makeListPreferences(
  { database, models, records, access }: PersonalDependencies,
  requirePerson: (ctx: RequestContext) => string,
): Verbs {
  const dbOf = ({ tenant }: RequestContext) => database.tenant(tenant.schema)

  async function isSaved(ctx: RequestContext, { entity, view }: ViewPlace): Promise<boolean> {
    if (!isUuid(view)) return false
    const caller = await viewCaller(ctx, access)
    return (await readViewRows(dbOf(ctx), caller, { entity, id: view })).length > 0
  }

  /** The place by keys, where the person may read the entity and there is such a view. */
  async function openPlace(ctx: RequestContext, { entity, view }: ViewPlace) {
    const user_id = requirePerson(ctx)
    await records.find(ctx, { entity, fields: [], limit: 1 })
    const model = await models.get(ctx.tenant)
    const key = entityKey(ctx, nameBook(model), entity)
    if (!isOfModel(model, { entity: key, view }) && !(await isSaved(ctx, { entity: key, view })))
      throw noView(ctx.locale, view)
    return { user_id, entity: key, view, model }
  }

  return {
    async lists(ctx) {
      const userId = requirePerson(ctx)
      const model = await models.get(ctx.tenant)
      const rows = await dbOf(ctx)
        .selectFrom('_list_preference')
        .select(['entity', 'view', 'columns', 'used_at'])
        .where('user_id', '=', userId)
        .execute()
      return rows.filter((row) => model.entities.has(row.entity)).map((row) => named(model, row))
    },

    async useView(ctx, place) {
      const { model, ...row } = await openPlace(ctx, place)
      const saved = await dbOf(ctx)
        .insertInto('_list_preference')
        .values({ ...row, used_at: sql<Date>`clock_timestamp()` })
        .onConflict((conflict) =>
          conflict.columns(['user_id', 'entity', 'view']).doUpdateSet({ used_at: sql<Date>`clock_timestamp()` }),
        )
        .returning(['entity', 'view', 'columns', 'used_at'])
        .executeTakeFirstOrThrow()
      return named(model, saved)
    },

    async saveColumns(ctx, { columns, ...place }) {
      const { model, ...row } = await openPlace(ctx, place)
      const keyed = columns === null ? null : keyedColumns(ctx, model, { entity: row.entity, columns })
      const text = keyed === null ? null : JSON.stringify(keyed)
      const saved = await dbOf(ctx)
        .insertInto('_list_preference')
        .values({ ...row, columns: text })
        .onConflict((conflict) => conflict.columns(['user_id', 'entity', 'view']).doUpdateSet({ columns: text }))
        .returning(['entity', 'view', 'columns', 'used_at'])
        .executeTakeFirstOrThrow()
      return named(model, saved)
    },
  }
}

function isOfModel(model: CompiledModel, { entity, view }: ViewPlace): boolean {
  return view === 'all' || view === 'mine' || model.views.get(view)?.entity === entity
}

/** Each column once; one that is no field (any more) is kept by nobody. */
function keyedColumns(
  ctx: RequestContext,
  model: CompiledModel,
  { entity, columns }: { entity: string; columns: readonly ListColumnChoice[] },
): ListColumnChoice[] {
  const keyed = columns.map((column) => ({
    ...column,
    field: fieldKey(ctx, nameBook(model), { entity, name: column.field }),
  }))
  return [...new Map(keyed.map((column) => [column.field, column])).values()]
}

function named(model: CompiledModel, { entity, view, columns, used_at }: Row): ListPreference {
  const { names } = nameBook(model)
  return {
    ...{ entity: names.entity(entity), view, usedAt: used_at?.toISOString() ?? null },
    columns: columns?.map((column) => ({ ...column, field: names.field(entity, column.field) })) ?? null,
  }
}

function noView(locale: Locale, view: string): TenonError {
  const message: LocalizedText = { en: `There is no view '${view}'.`, 'zh-CN': `没有视图“${view}”。` }
  return new TenonError({ code: 'NOT_FOUND', message: textIn(message, locale) })
}
