import type { CheckDuplicatesInput, DuplicateRecord, FoundDuplicates } from '@tenon/sdk/contract/duplicates-api'
import { sql } from 'kysely'
import type { RequestContext } from '../../context/request-context.ts'
import type { Database } from '../../db/database.ts'
import type { CompiledDuplicateRule } from '../../model/compiled-model.ts'
import { idArray } from '../find-followers.ts'
import type { Queryable } from '../queryable.ts'
import { makeOpenScope, type RecordScope, type ScopeDependencies, tableOf } from '../record-scope.ts'
import { fieldPredicate, rowPredicate } from '../row-predicate.ts'
import { findAlike } from './find-alike.ts'
import { normaliseValues } from './normalise-values.ts'

export type CheckDuplicates = (ctx: RequestContext, input: CheckDuplicatesInput) => Promise<FoundDuplicates>

const MOST_TOLD = 20

/**
 * Makes the function that says of a record, before it is saved, which others it would be taken for. Rules that look at a field
 * which the caller may not find records by are left out.
 */
export function makeCheckDuplicates({
  database,
  ...dependencies
}: ScopeDependencies & { database: Database }): CheckDuplicates {
  const openScope = makeOpenScope(dependencies)
  return async (ctx, { entity, values, id = null }) => {
    const scope = await openScope(ctx, { entity, action: 'read' })
    const db = database.tenant(ctx.tenant.schema)
    const record = { position: 0, id, values: normaliseValues(scope, values) }
    const rules: FoundDuplicates['rules'] = []
    for (const rule of openRules(scope)) {
      const [found] = await findAlike(db, scope, { rule, records: [record] })
      if (found === undefined || found.ids.length === 0) continue
      const records = await readVisible(db, scope, { rule, ids: found.ids })
      const { name, label, onWrite } = rule.rule
      const fields = rule.match.map(({ field }) => field.name)
      const isHidden = records.length < found.ids.length
      // Of a rule that only warns there is nothing to say about records out of sight.
      if (records.length === 0 && onWrite === 'warn') continue
      const hidden = isHidden && onWrite === 'refuse' ? { hidden: true as const } : {}
      rules.push({ rule: name, label, onWrite, fields, records: records.slice(0, MOST_TOLD), ...hidden })
    }
    return { rules }
  }
}

/** Rules that look only at fields by which the actor may find records. */
export function openRules({ entity, access }: RecordScope): CompiledDuplicateRule[] {
  return entity.duplicates.filter(({ match }) => match.every(({ field }) => access.canReveal(field.name)))
}

/** Of these records, those that the actor may see, in which all that the rule looks at is open to him. */
export async function readVisible(
  db: Queryable,
  { ctx, access, entity }: RecordScope,
  { rule, ids }: { rule: CompiledDuplicateRule; ids: readonly string[] },
): Promise<DuplicateRecord[]> {
  const open = (field: string) => fieldPredicate(access, { field, right: 'read', alias: 'r' })
  const closed = rule.match.flatMap(({ field }) => open(field.name) ?? [])
  const { titleField } = entity
  const shown = open(titleField.name) ?? sql<boolean>`true`
  const title = access.canShow(titleField.name)
    ? sql`case when ${shown} then ${titleField.titleText('r')} end`
    : sql`null`
  const { rows } = await sql<DuplicateRecord>`select r.id, r.version, ${title} as title from ${tableOf(ctx, entity)} r
    where r.id = any(${idArray(ids)}) and r.deleted_at is null and ${rowPredicate(access, { action: 'read', alias: 'r' })}
      ${closed.length === 0 ? sql`` : sql`and ${sql.join(closed, sql` and `)}`}
    order by r.id`.execute(db)
  return rows
}
