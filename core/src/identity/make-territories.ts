import type { AccessApi, SetTerritoryInput, Territory } from '@tenon/sdk/contract/access-api'
import type { LocalizedText } from '@tenon/sdk/contract/locale'
import { type Kysely, sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import type { RequestContext, TenantRef } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import type { CompiledModel } from '../model/compiled-model.ts'
import { expectedNames } from '../model/expected-names.ts'
import { findTextProblem } from '../model/find-text-problem.ts'
import type { AdminGate } from './admin-gate.ts'
import { requireRowExpression } from './check-grant-rules.ts'
import { identityError, inputError } from './identity-error.ts'
import type { WithContext } from './with-context.ts'

type Db = Kysely<TenantTables>
export type TerritoryVerbs = Pick<WithContext<AccessApi>, 'territories' | 'setTerritory' | 'removeTerritory'>

interface Dependencies extends AdminGate {
  database: Database
  models: { get(tenant: TenantRef): Promise<CompiledModel> }
}

const MAX_NAME = 100
const MAX_TERRITORIES = 2_000

/** Named areas in a tree, each with its people and with conditions that say which records belong to it. For admins only. */
export function makeTerritories({ database, models, requireAdmin, changeNoted }: Dependencies): TerritoryVerbs {
  const list = (ctx: RequestContext) => listTerritories(database.tenant(ctx.tenant.schema))
  return {
    async territories(ctx) {
      await requireAdmin(ctx)
      return list(ctx)
    },
    async setTerritory(ctx, input) {
      await requireAdmin(ctx)
      checkRules(ctx, await models.get(ctx.tenant), input.rules)
      const before = (await list(ctx)).find(({ id }) => id === input.id)
      const { name, parentId, rules, memberIds } = input
      const details = { old: before === undefined ? null : { ...before }, new: { name, parentId, rules, memberIds } }
      await changeNoted(ctx, async (trx, note) => {
        // One change at a time: what is above what is looked up before it is written.
        await sql`lock table ${sql.id(ctx.tenant.schema, '_territory')} in share row exclusive mode`.execute(trx)
        await note({ action: 'territory.set', id: await store(trx, ctx, input), details })
      })
      return list(ctx)
    },
    async removeTerritory(ctx, { id }) {
      await requireAdmin(ctx)
      const all = await list(ctx)
      const gone = all.find((one) => one.id === id) ?? missing(ctx)
      if (all.some(({ parentId }) => parentId === id)) throw inUse(ctx, gone)
      await changeNoted(ctx, async (trx, note) => {
        const deletion = trx.deleteFrom('_territory').where('id', '=', id)
        await deletion.execute().catch((error: { code?: string }) => {
          // 23503 and 23001: somebody has put another one below it meanwhile.
          throw error.code === '23503' || error.code === '23001' ? inUse(ctx, gone) : error
        })
        await note({ action: 'territory.remove', id, details: { old: { ...gone } } })
      })
      return list(ctx)
    },
  }
}

function checkRules({ locale }: RequestContext, model: CompiledModel, rules: Record<string, string>): void {
  for (const [entity, text] of Object.entries(rules)) {
    const pointer = `/rules/${entity}`
    if (!model.entities.has(entity)) {
      const expected = expectedNames(entity, model.entities.keys())
      throw inputError(locale, pointer, {
        en: `There is no entity '${entity}'; ${expected.en}`,
        'zh-CN': `没有实体“${entity}”；${expected['zh-CN']}`,
      })
    }
    requireRowExpression(locale, model, { entity, text, pointer })
  }
}

async function store(trx: Db, ctx: RequestContext, input: SetTerritoryInput): Promise<string> {
  const { locale } = ctx
  const all = await trx.selectFrom('_territory').select(['id', 'name', 'parent_id']).execute()
  const name = checkName(locale, input, all)
  if (input.id !== undefined && !all.some(({ id }) => id === input.id)) missing(ctx)
  if (input.id === undefined && all.length >= MAX_TERRITORIES) {
    throw inputError(locale, '/name', {
      en: `A tenant has ${MAX_TERRITORIES} territories at most.`,
      'zh-CN': `每个租户最多 ${MAX_TERRITORIES} 个区域。`,
    })
  }
  checkParent(locale, input, all)
  const id = input.id ?? uuidv7()
  const row = { name, parent_id: input.parentId, rules: JSON.stringify(input.rules) }
  await trx
    .insertInto('_territory')
    .values({ id, ...row })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute()
  await setMembers(trx, locale, { id, memberIds: input.memberIds })
  return id
}

type Rows = ReadonlyArray<{ id: string; name: string; parent_id: string | null }>
type Language = RequestContext['locale']

function checkName(locale: Language, input: SetTerritoryInput, all: Rows): string {
  const name = input.name.trim().replaceAll(/\s+/g, ' ')
  if (name === '' || name.length > MAX_NAME || findTextProblem(name) !== null) {
    throw inputError(locale, '/name', {
      en: `A territory has a name of 1 to ${MAX_NAME} characters.`,
      'zh-CN': `区域名称应为 1 到 ${MAX_NAME} 个字符。`,
    })
  }
  if (!all.some((one) => one.name === name && one.id !== input.id)) return name
  throw inputError(locale, '/name', {
    en: `There is a territory “${name}” already.`,
    'zh-CN': `已有名为“${name}”的区域。`,
  })
}

const NO_PARENT: LocalizedText = { en: 'There is no such territory to be above it.', 'zh-CN': '没有这个上级区域。' }
const IN_A_CIRCLE: LocalizedText = {
  en: 'A territory cannot be above itself, nor below one that it is above.',
  'zh-CN': '区域不能是自己的上级，也不能以自己的下级作为上级。',
}

function checkParent(locale: Language, { id, parentId }: SetTerritoryInput, all: Rows): void {
  const above = new Map(all.map((one) => [one.id, one.parent_id]))
  if (parentId !== null && !above.has(parentId)) throw inputError(locale, '/parentId', NO_PARENT)
  for (let at: string | null | undefined = parentId; at; at = above.get(at)) {
    if (at === id) throw inputError(locale, '/parentId', IN_A_CIRCLE)
  }
}

async function setMembers(
  trx: Db,
  locale: Language,
  { id, memberIds }: { id: string; memberIds: readonly string[] },
): Promise<void> {
  const members = [...new Set(memberIds)]
  await trx.deleteFrom('_territory_member').where('territory_id', '=', id).execute()
  if (members.length === 0) return
  const known = await trx.selectFrom('_user').select('id').where('id', 'in', members).execute()
  if (known.length !== members.length) {
    throw inputError(locale, '/memberIds', {
      en: 'One of the people is not a user of this tenant.',
      'zh-CN': '其中有人不是本租户的用户。',
    })
  }
  const rows = members.map((user) => ({ territory_id: id, user_id: user }))
  await trx.insertInto('_territory_member').values(rows).execute()
}

async function listTerritories(db: Db): Promise<Territory[]> {
  const rows = await db.selectFrom('_territory').selectAll().orderBy('name').execute()
  const members = await db.selectFrom('_territory_member').selectAll().orderBy('user_id').execute()
  return rows.map(({ id, name, parent_id, rules }) => ({
    ...{ id, name, parentId: parent_id, rules },
    memberIds: members.filter(({ territory_id }) => territory_id === id).map(({ user_id }) => user_id),
  }))
}

function missing({ locale }: RequestContext): never {
  const message = { en: 'There is no such territory.', 'zh-CN': '没有该区域。' }
  throw identityError(locale, { code: 'NOT_FOUND', message })
}

function inUse({ locale }: RequestContext, { name }: Territory) {
  return identityError(locale, {
    code: 'CONFLICT',
    message: { en: `Other territories are below “${name}”.`, 'zh-CN': `“${name}”下仍有其他区域。` },
  })
}
