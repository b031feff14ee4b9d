import { isDeepStrictEqual } from 'node:util'
import type { AuditChange, RestorePlan, RestoreStateInput } from '@tenon/sdk/contract/audit-api'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { TAGS_FIELD, type TenonRecord } from '@tenon/sdk/contract/record'
import type { RequestContext } from '../../context/request-context.ts'
import type { Database } from '../../db/database.ts'
import { queryProblem } from '../query-problem.ts'
import type { Queryable } from '../queryable.ts'
import { versionConflict } from '../read-for-write.ts'
import { recordNotFound } from '../record-not-found.ts'
import { makeOpenScope, type RecordScope, type ScopeDependencies } from '../record-scope.ts'
import { entryFields } from '../timeline/entry-fields.ts'
import { readNames, type WantedNames, want, wantTags, wantValue } from '../timeline/known-names.ts'
import { readPastParts } from '../timeline/past-parts.ts'
import type { UpdateRecord } from '../update-record.ts'
import { visibleField } from '../visible-field.ts'
import { isTags, withLivingTags } from './living-tags.ts'
import { RESTORED } from './restored-from.ts'
import { stateAsOf } from './state-as-of.ts'

interface Dependencies extends ScopeDependencies {
  database: Database
  updateRecord: UpdateRecord
}

type Wanted = Omit<RestoreStateInput, 'version'>

/**
 * Makes the functions that bring back values of a record from an earlier state: what would change, and the change. It is
 * a write like any other, with rights, rules and hooks; the audit entry names the state. The stage stays: moving has rules of its own.
 */
export function makeRestoreState({ database, updateRecord, ...dependencies }: Dependencies) {
  const openScope = makeOpenScope(dependencies)

  async function differences(ctx: RequestContext, { entity, id, entry, side, fields }: Wanted) {
    const scope = await openScope(ctx, { entity, action: 'update' })
    // Whoever may not know who wrote a record sees no history to choose from.
    if (!scope.access.canRead('updatedBy')) throw recordNotFound(scope, id)
    for (const [index, name] of (fields ?? []).entries()) visibleField(scope, { name, pointer: `/fields/${index}` })
    const db = database.tenant(ctx.tenant.schema)
    const { current, state, hidden, erased, unfit } = await stateAsOf(db, scope, { id, point: { entry, side } })
    if (current['deletedAt'] !== null) throw recordNotFound(scope, id)
    if (state === null) throw notYet(ctx)
    const offered = await withLivingTags(db, scope, { current, state })
    const left = { current, state: offered, fields, hidden: [...hidden, ...erased] }
    const { fit, misfit } = apart(changedValues(scope, left), unfit)
    return { scope, db, current, values: fit, misfit }
  }

  return {
    async plan(ctx: RequestContext, input: Wanted): Promise<RestorePlan> {
      const { scope, db, current, values, misfit } = await differences(ctx, input)
      const changes = await described(db, scope, { current, values })
      const unfit = await described(db, scope, { current, values: misfit })
      return { version: Number(current['version']), changes, ...(Object.keys(unfit).length > 0 && { unfit }) }
    },

    async restore(ctx: RequestContext, { version, ...input }: RestoreStateInput): Promise<TenonRecord> {
      const { scope, current, values: fit, misfit } = await differences(ctx, input)
      const { entity, id, entry, side, fields } = input
      // Of what is asked for by name, the write says what is wrong with it.
      const values = fields === undefined ? fit : { ...fit, ...misfit }
      if (current['version'] !== version)
        throw versionConflict(scope, { id, version, current: Number(current['version']) })
      return updateRecord(ctx, { entity, id, version, values, [RESTORED]: { entry, side } })
    },
  }
}

interface States {
  current: JsonObject
  state: JsonObject
  fields: readonly string[] | undefined
  hidden: readonly string[]
}

/** Values that were others then, of fields that the actor sees and may set; of those asked for, the write says what he may not. */
function changedValues({ access, entity }: RecordScope, { current, state, fields, hidden }: States): JsonObject {
  const names = fields ?? [...new Set([...entity.fields.keys(), 'ownerId', TAGS_FIELD])]
  const changed = names.filter((name) => {
    const schema = entity.fields.get(name)?.schema
    const isSettable = name === 'ownerId' || isTags(entity, name) || (schema !== undefined && schema.readOnly !== true)
    const isOpen = !hidden.includes(name) && access.canShow(name) && (fields !== undefined || access.canWrite(name))
    return isSettable && isOpen && !isDeepStrictEqual(current[name] ?? null, state[name] ?? null)
  })
  return Object.fromEntries(changed.map((name) => [name, state[name] ?? null]))
}

/** Values that fit their fields as these are now, and the others. */
function apart(values: JsonObject, unfit: readonly string[]): { fit: JsonObject; misfit: JsonObject } {
  const entries = Object.entries(values)
  const of = (isUnfit: boolean) => Object.fromEntries(entries.filter(([name]) => unfit.includes(name) === isUnfit))
  return { fit: of(false), misfit: of(true) }
}

async function described(
  db: Queryable,
  { ctx, model, rights, entity, timeZone }: RecordScope,
  { current, values }: { current: JsonObject; values: JsonObject },
): Promise<Record<string, AuditChange>> {
  const wanted: WantedNames = new Map()
  for (const name of Object.keys(values)) {
    const schema = entity.fields.get(name)?.schema
    for (const value of [current[name], values[name]]) {
      if (name === 'ownerId') want(wanted, '_user', value)
      else if (isTags(entity, name)) wantTags(wanted, value)
      else if (schema !== undefined) wantValue(wanted, schema, value)
    }
  }
  const places = Object.keys(values).map((field) => ({ entity: entity.name, field }))
  const missed = {
    entities: new Set<string>(),
    fields: places.filter(({ field }) => isChoice(entity, field)),
    staged: new Set<string>(),
  }
  const fields = entryFields(model, await readPastParts(db, ctx, missed))
  const format = { locale: ctx.locale, labels: (await readNames(db, ctx, { wanted, rights })).labels, timeZone }
  const text = (field: string, value: JsonValue) => fields.text({ entity: entity.name, field }, value, format)
  return Object.fromEntries(
    places.map(({ field }): [string, AuditChange] => {
      const [old, now] = [current[field] ?? null, values[field] ?? null]
      const label = fields.label({ entity: entity.name, field }, ctx.locale)
      return [field, { label, old, new: now, oldText: text(field, old), newText: text(field, now) }]
    }),
  )
}

function isChoice({ fields }: RecordScope['entity'], name: string): boolean {
  return fields.get(name)?.schema.options !== undefined
}

function notYet({ locale }: RequestContext) {
  return queryProblem(locale, {
    pointer: '/entry',
    rule: 'state',
    message: { en: 'the record did not exist before this entry', 'zh-CN': '在此条目之前该记录尚不存在' },
  })
}
