import type { RecordAsOf, RecordAsOfInput } from '@tenon/sdk/contract/audit-api'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { TAGS_FIELD, type TenonRecord } from '@tenon/sdk/contract/record'
import { isMasked } from '../../access/entity-access.ts'
import type { RequestContext } from '../../context/request-context.ts'
import type { Database } from '../../db/database.ts'
import { hasCommonTags } from '../../model/common-tags.ts'
import type { Queryable } from '../queryable.ts'
import { recordNotFound } from '../record-not-found.ts'
import { makeOpenScope, type RecordScope, type ScopeDependencies } from '../record-scope.ts'
import { readNames, type WantedNames, want, wantTags, wantValue } from '../timeline/known-names.ts'
import { visibleFieldNames } from '../visible-field.ts'
import { stateAsOf } from './state-as-of.ts'

export type ReadAsOf = (ctx: RequestContext, input: RecordAsOfInput) => Promise<RecordAsOf>

/** What was in force at a stage is not kept, so that it is not told of a state. */
const UNKNOWN = new Set(['stageEnteredAt', 'stageDueAt', 'stageStaleAt'])

/** Makes the function that reads a record as it was at a moment, with today's rights. What is worked out at reading is not in it. */
export function makeReadAsOf({ database, ...dependencies }: ScopeDependencies & { database: Database }): ReadAsOf {
  const openScope = makeOpenScope(dependencies)
  return async (ctx, { entity, id, at }) => {
    const scope = await openScope(ctx, { entity, action: 'read' })
    if (!scope.access.canRead('updatedBy')) throw recordNotFound(scope, id)
    const db = database.tenant(ctx.tenant.schema)
    const { state, incomplete, hidden } = await stateAsOf(db, scope, { id, point: { at } })
    const record = state === null ? null : await shown(db, scope, { state, hidden })
    return { at, record, ...(incomplete && { incomplete }) }
  }
}

async function shown(
  db: Queryable,
  scope: RecordScope,
  { state, hidden }: { state: JsonObject; hidden: readonly string[] },
): Promise<TenonRecord> {
  const { access, entity, ctx, rights } = scope
  const visible = [
    ...visibleFieldNames(access),
    ...(hasCommonTags(entity) && access.canRead(TAGS_FIELD) ? [TAGS_FIELD] : []),
  ]
  const known = visible.filter((name) => !hidden.includes(name) && Object.hasOwn(state, name) && !UNKNOWN.has(name))
  const names = known.filter((name) => !isMasked(access, name))
  const masked = known.filter((name) => isMasked(access, name))
  const wanted: WantedNames = new Map()
  for (const name of names) {
    const field = entity.fields.get(name)
    if (name === 'ownerId') want(wanted, '_user', state[name])
    else if (name === TAGS_FIELD && field === undefined) wantTags(wanted, state[name])
    else if (field !== undefined) wantValue(wanted, field.schema, state[name])
  }
  const { labels, visible: found } = await readNames(db, ctx, { wanted, rights })
  return {
    ...Object.fromEntries(names.map((name) => [name, state[name] ?? null])),
    ...(masked.length > 0 && { $masked: masked }),
    $labels: { ...Object.fromEntries([...found].map((id) => [id, ''])), ...labels },
  } as unknown as TenonRecord
}
