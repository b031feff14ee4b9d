import type { RevealedField, RevealFieldInput } from '@tenon/sdk/contract/api-contract'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { type RawBuilder, sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { originOf } from '../audit/origin-of.ts'
import { actorReference, type RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { isUuid } from './is-uuid.ts'
import { matchingRows } from './matching-rows.ts'
import type { QueryField } from './query-field.ts'
import { recordNotFound } from './record-not-found.ts'
import { makeOpenScope, type RecordScope, type ScopeDependencies, systemTable, tableOf } from './record-scope.ts'
import { rowField } from './row-field.ts'
import { fieldPredicate } from './row-predicate.ts'
import { visibleField } from './visible-field.ts'

export type RevealField = (ctx: RequestContext, input: RevealFieldInput) => Promise<RevealedField>

/**
 * Makes the function that shows one masked value of one live record to who may see it. The statement that reads the value
 * writes the audit entry: no value is told of which nobody could say later who saw it.
 * @throws TenonError BAD_REQUEST for a field that is unknown or hidden, FORBIDDEN for one that stays masked, NOT_FOUND
 */
export function makeRevealField({
  database,
  ...dependencies
}: ScopeDependencies & { database: Database }): RevealField {
  const openScope = makeOpenScope(dependencies)
  return async (ctx, { entity, id, field: name }) => {
    const scope = await openScope(ctx, { entity, action: 'read' })
    const field = revealable(scope, name)
    if (!isUuid(id)) throw recordNotFound(scope, id)
    const { rows } = await sql<{ value: JsonValue }>`
      with seen as materialized (
        select r.id, r.version, ${field.selectJson('r')} as value from ${tableOf(ctx, scope.entity)} r
        where r.id = ${id}::uuid and ${matchingRows(scope, { alias: 'r' })} ${revealedRows(scope, name)}
      ), noted as (
        insert into ${systemTable(ctx, '_audit')}
          (id, at, actor, action, entity, record_id, version, request_id, changes, reason, origin)
        select ${uuidv7()}::uuid, now(), ${actorReference(ctx.actor)}::text, 'record.reveal', ${entity}::text, s.id,
          s.version, ${ctx.requestId}::text, ${JSON.stringify({ [name]: SEEN })}::jsonb, null,
          ${originOf(ctx)}::jsonb
        from seen s returning 1
      )
      select s.value from seen s, noted`.execute(database.tenant(ctx.tenant.schema))
    if (rows[0] === undefined) throw recordNotFound(scope, id)
    return { value: rows[0].value }
  }
}

/** The entry says that the field was seen, never what stood there. */
const SEEN = { old: null, new: null, masked: true }

/** A record on which the field stays masked is answered like one that is not there: the entry says what was seen. */
function revealedRows({ access }: RecordScope, field: string): RawBuilder<unknown> {
  const open = fieldPredicate(access, { field, right: 'reveal', alias: 'r' })
  return open === null ? sql`` : sql`and ${open}`
}

function revealable(scope: RecordScope, name: string): QueryField {
  const field = visibleField(scope, { name, pointer: '/field' })
  if (scope.access.canReveal(name)) return rowField(field, scope.access, 'reveal')
  const { locale } = scope.ctx
  const label = textIn(scope.entity.fields.get(name)?.schema.label ?? name, locale)
  const message = {
    en: `${label} is sensitive, and your roles do not let you see it.`,
    'zh-CN': `${label}为敏感字段，您的角色无权查看。`,
  }
  throw new TenonError({
    code: 'FORBIDDEN',
    message: textIn(message, locale),
    problems: [{ pointer: '/field', message: textIn(message, locale), rule: 'sensitive' }],
  })
}
