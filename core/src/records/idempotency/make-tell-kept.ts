import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { TAGS_FIELD, type TenonRecord } from '@tenon/sdk/contract/record'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../../context/request-context.ts'
import type { Database } from '../../db/database.ts'
import { hasCommonTags } from '../../model/common-tags.ts'
import { readVisible } from '../read-visible.ts'
import { makeOpenScope, type ScopeDependencies } from '../record-scope.ts'

/** A kept record, as its answer is told now. */
export type TellKept = (ctx: RequestContext, input: { entity: string }, kept: TenonRecord) => Promise<TenonRecord>

/**
 * Makes the function that tells a kept answer again: with the values of then, without what the actor may not see any more. Of a
 * record that is out of sight, or gone, id and version stay, as in the first answer about one that never was in sight.
 */
export function makeTellKept({ database, ...dependencies }: ScopeDependencies & { database: Database }): TellKept {
  const openScope = makeOpenScope(dependencies)
  return async (ctx, { entity }, kept) => {
    try {
      const scope = await openScope(ctx, { entity, action: 'read' })
      const tagged = TAGS_FIELD in kept && hasCommonTags(scope.entity)
      return inSight(kept, await readVisible(database, { ...scope, tagged }, kept.id))
    } catch (cause) {
      if (!(cause instanceof TenonError) || (cause.code !== 'FORBIDDEN' && cause.code !== 'NOT_FOUND')) throw cause
      return inSight(kept, {})
    }
  }
}

/** What of the kept record is about fields that the actor sees now. */
function inSight(kept: TenonRecord, now: JsonObject | TenonRecord): TenonRecord {
  const { id, version } = kept
  const fields = Object.entries(kept).filter(([name]) => !name.startsWith('$') && name in now)
  const beside = Object.entries(kept).flatMap(([name, value]) => {
    if (!name.startsWith('$') || !('createdAt' in now)) return []
    if (name === '$labels') return [[name, among(value, now['$labels'])]]
    return [[name, name === '$typed' ? among(value, now) : value]]
  })
  const masked = '$masked' in now ? { $masked: now['$masked'] } : {}
  return { ...Object.fromEntries([...fields, ...beside]), ...masked, id, version } as TenonRecord
}

function among(values: unknown, names: unknown): JsonObject {
  const known = Object.keys((names ?? {}) as JsonObject)
  return Object.fromEntries(Object.entries(values as JsonObject).filter(([name]) => known.includes(name)))
}
