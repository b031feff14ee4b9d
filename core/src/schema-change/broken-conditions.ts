import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import type { RoleGrants } from '@tenon/sdk/contract/role-grants'
import type { Kysely } from 'kysely'
import { checkRowExpression } from '../access/row-condition.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import type { CompiledModel } from '../model/compiled-model.ts'

interface Models {
  before: CompiledModel | null
  after: CompiledModel
}

/** A condition that says which records somebody may see or change. */
interface StoredCondition {
  entity: string
  text: string
  of: 'role' | 'territory'
  name: LocalizedText
}

/**
 * Why the model cannot come into force as it is: roles and territories whose conditions it could not answer any more, so that
 * they would hold for no record. One that did not fit the model in force either, and one over an entity that goes, is no reason.
 */
export async function brokenConditions(db: Kysely<TenantTables>, { before, after }: Models): Promise<LocalizedText[]> {
  if (before === null) return []
  const conditions = [...(await conditionsOfRoles(db)), ...(await conditionsOfTerritories(db))]
  return conditions.flatMap((condition) => {
    const entity = after.entities.get(condition.entity)
    if (entity === undefined || !('expression' in checkRowExpression(before, condition))) return []
    const checked = checkRowExpression(after, condition)
    const [problem] = 'problems' in checked ? checked.problems : []
    return problem === undefined ? [] : [broken(condition, { entity: entity.schema.label, problem: problem.message })]
  })
}

const ACTIONS = ['create', 'read', 'update', 'delete'] as const

async function conditionsOfRoles(db: Kysely<TenantTables>): Promise<StoredCondition[]> {
  const roles = await db.selectFrom('_role').select(['label', 'grants']).orderBy('name').execute()
  return roles.flatMap(({ label, grants }) =>
    Object.entries(grants as unknown as RoleGrants).flatMap(([entity, grant]) => {
      const texts = ACTIONS.flatMap((action) => {
        const scope = grant[action]
        return typeof scope === 'object' ? [scope.where] : []
      })
      return [...new Set(texts)].map((text) => ({ entity, text, of: 'role' as const, name: label }))
    }),
  )
}

async function conditionsOfTerritories(db: Kysely<TenantTables>): Promise<StoredCondition[]> {
  const territories = await db.selectFrom('_territory').select(['name', 'rules']).orderBy('name').execute()
  return territories.flatMap(({ name, rules }) =>
    Object.entries(rules).map(([entity, text]) => ({ entity, text, of: 'territory' as const, name: { en: name } })),
  )
}

const OF = {
  role: { en: 'Role', 'zh-CN': '角色' },
  territory: { en: 'Territory', 'zh-CN': '区域' },
} as const

function broken(
  { of, name, text }: StoredCondition,
  { entity, problem }: { entity: LocalizedText; problem: LocalizedText },
): LocalizedText {
  const say = (locale: 'en' | 'zh-CN') => ({
    who: `${textIn(OF[of], locale)} ‘${textIn(name, locale)}’`,
    about: textIn(entity, locale),
    why: textIn(problem, locale),
  })
  const [en, zh] = [say('en'), say('zh-CN')]
  return {
    en: `${en.who} says by “${text}” which records of ${en.about} count, and nothing would answer that any more (${en.why}): change it first.`,
    'zh-CN': `${zh.who}用“${text}”决定包含哪些“${zh.about}”记录，而此更改后将无法判断（${zh.why}）：请先修改它。`,
  }
}
