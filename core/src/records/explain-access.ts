import type { AccessExplanation, AccessReason, ExplainAccessInput } from '@tenon/sdk/contract/access-api'
import { textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { sql } from 'kysely'
import { ADMIN_ROLE, BUILT_IN_LABELS } from '../access/built-in-roles.ts'
import type { EntityAccess } from '../access/entity-access.ts'
import type { Access } from '../access/make-access.ts'
import type { RightSource } from '../access/right-source.ts'
import type { RowRule } from '../access/row-rule.ts'
import type { Actor, RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { type ExplainedSource, explainField, explainSource, explainSummary, explainUnseen } from './explanation-text.ts'
import { isUuid } from './is-uuid.ts'
import { recordNotFound } from './record-not-found.ts'
import { makeOpenScope, type RecordScope, type ScopeDependencies, tableOf } from './record-scope.ts'
import { fieldPredicate, rulePredicate } from './row-predicate.ts'
import { visibleField } from './visible-field.ts'

export type ExplainAccess = (ctx: RequestContext, input: ExplainAccessInput) => Promise<AccessExplanation>

interface Dependencies extends ScopeDependencies {
  database: Database
  access: Pick<Access, 'of' | 'requireAdmin' | 'sources'>
}

type Person = Extract<Actor, { kind: 'user' | 'apiKey' }>

/**
 * Makes the function that says what decides about a record or a field of it. Only of records and fields that the asker may
 * see: to somebody who may not, they are not there. @throws TenonError NOT_FOUND, FORBIDDEN for others without being an admin
 */
export function makeExplainAccess({ database, access, ...dependencies }: Dependencies): ExplainAccess {
  const openScope = makeOpenScope({ ...dependencies, access })
  return async (ctx, input) => {
    const asking = await openScope(ctx, { entity: input.entity, action: 'read' })
    if (input.field !== undefined) visibleField(asking, { name: input.field, pointer: '/field' })
    if (input.userId !== undefined && input.userId !== ctx.actor.id) await access.requireAdmin(ctx)
    const actor = await personOf(database, ctx, input.userId)
    // Who looks as somebody else wants to know what that one may do, who is no viewer.
    const { viewer: _, ...own } = ctx
    const subject: RequestContext = { ...own, actor }
    const rights = await access.of(subject, asking.model)
    const scope = { ...asking, ctx: subject, rights }
    const sources = await access.sources(subject, asking.model, input.entity)
    const found = await judge(database, scope, { asking, sources, input })
    const labels = await readLabels(database, ctx, sources)
    const words = { ctx, entity: asking.entity, action: input.action, labels, name: actor.name }
    const telling = found.sources.filter(({ origin, opensRow }) => origin.kind === 'role' || opensRow)
    const reasons = telling.map((source) => explainSource(words, source))
    const about = found.field === null ? [] : explainField(words, found.field)
    const unseen = found.seen ? [] : [explainUnseen(words)]
    const all: AccessReason[] = [...(isAdmin(actor) ? [ADMIN(ctx)] : []), ...reasons, ...about, ...unseen]
    const sorted = all.sort((one, other) => Number(other.opens) - Number(one.opens))
    return { allowed: found.allowed, summary: explainSummary(words, { ...found, field: input.field }), reasons: sorted }
  }
}

const ADMIN = ({ locale }: RequestContext): AccessReason => ({
  kind: 'admin',
  opens: true,
  text: textIn({ en: 'An administrator may do everything.', 'zh-CN': '管理员可以执行所有操作。' }, locale),
})

function isAdmin({ roles }: Person): boolean {
  return roles.includes(ADMIN_ROLE)
}

async function personOf(database: Database, ctx: RequestContext, userId?: string): Promise<Person> {
  const { actor } = ctx
  if (userId === undefined || userId === actor.id) {
    if (actor.kind === 'user' || actor.kind === 'apiKey') return actor
    const message = { en: 'Only people and API keys have roles.', 'zh-CN': '只有成员和 API 密钥拥有角色。' }
    throw new TenonError({ code: 'FORBIDDEN', message: textIn(message, ctx.locale) })
  }
  const query = database
    .tenant(ctx.tenant.schema)
    .selectFrom('_user')
    .select(['id', 'name', 'roles', 'team_id as team'])
  const row = await query.where('id', '=', userId).where('active', '=', true).executeTakeFirst()
  if (row !== undefined) return { kind: 'user', ...row }
  const message = { en: 'There is no such active person.', 'zh-CN': '没有该有效成员。' }
  throw new TenonError({ code: 'NOT_FOUND', message: textIn(message, ctx.locale) })
}

interface Asked {
  asking: RecordScope
  sources: readonly RightSource[]
  input: ExplainAccessInput
}

/** Each rule is asked of the database about the one record, in one statement. */
async function judge(database: Database, scope: RecordScope, { asking, sources, input }: Asked) {
  const { action, field, id } = input
  const access = accessFor(scope, action)
  const [asker, tenant] = [asking.access, scope.ctx.tenant.schema]
  if (!isUuid(id)) throw recordNotFound(asking, id)
  const rule = (one: RowRule) => sql`coalesce(${rulePredicate(asker, one, 'r')}, false)`
  const right = action === 'update' ? 'update' : 'read'
  const open = access === null || field === undefined ? null : fieldPredicate(access, { field, right, alias: 'r' })
  const sight = scope.rights.readable(scope.entity.name)?.rows('read') ?? 'none'
  const { rows } = await sql<{ rows: boolean; seen: boolean; open: boolean; each: boolean[] }>`
    select ${access === null ? sql`false` : rule(access.rows(action))} as rows, ${rule(sight)} as seen,
      coalesce(${open ?? sql`true`}, false) as open,
      array[${sql.join([sql`true`, ...sources.map((source) => rule(source.rows(action)))])}] as each
    from ${tableOf(scope.ctx, scope.entity)} r
    where r.id = ${id}::uuid and ${rulePredicate(asker, asker.rows('read'), 'r')}`.execute(database.tenant(tenant))
  const [row] = rows
  if (row === undefined) throw recordNotFound(asking, id)
  const each = sources.map(
    (source, index): ExplainedSource => ({
      origin: source.origin,
      opensRow: row.each[index + 1] === true,
      opensField: field === undefined || source.opens(field, right),
    }),
  )
  const may = field === undefined || (access?.[right === 'update' ? 'canWrite' : 'canRead'](field) ?? false)
  const ofField =
    field === undefined
      ? null
      : {
          field,
          open: may && row.open,
          isMasked: access?.canShow(field) === false,
          mayReveal: access?.canReveal(field) === true,
        }
  const allowed = row.rows && row.seen && may && row.open
  // Of a reading, the sources say it themselves.
  return { allowed, seen: row.seen || action === 'read', sources: each, field: ofField }
}

/** Null where no row of the entity is open to the action. */
function accessFor({ rights, entity }: RecordScope, action: ExplainAccessInput['action']): EntityAccess | null {
  if (action === 'read') return rights.readable(entity.name)
  try {
    return rights.require(entity.name, action)
  } catch (cause) {
    if (cause instanceof TenonError && cause.code === 'FORBIDDEN') return null
    throw cause
  }
}

/** Role → label. */
async function readLabels(database: Database, ctx: RequestContext, sources: readonly RightSource[]) {
  const names = sources.flatMap(({ origin }) => (origin.kind === 'role' ? [origin.role] : []))
  const db = database.tenant(ctx.tenant.schema)
  const rows =
    names.length === 0
      ? []
      : await db.selectFrom('_role').select(['name', 'label']).where('name', 'in', names).execute()
  const people = sources.flatMap(({ origin }) => origin.behalf?.replace('user:', '') ?? [])
  const absent =
    people.length === 0 ? [] : await db.selectFrom('_user').select(['id', 'name']).where('id', 'in', people).execute()
  const labels = [...Object.entries(BUILT_IN_LABELS), ...rows.map(({ name, label }) => [name, label] as const)]
  return {
    roles: new Map(labels),
    people: new Map(absent.map(({ id, name }) => [`user:${id}`, name])),
  }
}
