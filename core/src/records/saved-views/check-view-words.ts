import { VIEW_LIMITS, type ViewAudience } from '@tenon/sdk/contract/views-api'
import { BUILT_IN_ROLES } from '../../access/built-in-roles.ts'
import type { RequestContext } from '../../context/request-context.ts'
import type { Queryable } from '../queryable.ts'
import { type ViewCaller, viewError } from './view-caller.ts'

/** The name as it is stored. @throws TenonError VALIDATION_FAILED */
export function checkViewName({ locale }: RequestContext, given: string): string {
  const name = given.trim().replaceAll(/\s+/g, ' ')
  if (name !== '' && name.length <= VIEW_LIMITS.name && !/\p{Cc}/u.test(name)) return name
  throw viewError(locale, 'VALIDATION_FAILED', {
    en: `A view has a name of 1 to ${VIEW_LIMITS.name} characters.`,
    'zh-CN': `视图名称应为 1 到 ${VIEW_LIMITS.name} 个字符。`,
    pointer: '/name',
  })
}

export interface StoredAudience {
  audience: 'nobody' | 'everyone' | 'some'
  roles: string[]
  teams: string[]
}

/**
 * Whom a view is shared with, as it is stored: roles and teams that there are.
 * @throws TenonError VALIDATION_FAILED
 */
export async function checkAudience(
  db: Queryable,
  { locale }: RequestContext,
  { sharedWith, caller }: { sharedWith: ViewAudience; caller: ViewCaller },
): Promise<StoredAudience> {
  if (sharedWith === 'nobody' && caller.userId === null) {
    throw viewError(locale, 'VALIDATION_FAILED', {
      en: 'A view that is nobody’s own has to be shared.',
      'zh-CN': '不属于任何人的视图必须共享。',
      pointer: '/sharedWith',
    })
  }
  if (typeof sharedWith === 'string') return { audience: sharedWith, roles: [], teams: [] }
  const roles = [...new Set(sharedWith.roles)]
  const teams = [...new Set(sharedWith.teams)]
  await requireRoles(db, locale, { roles, pointer: '/sharedWith/roles' })
  const known = teams.length === 0 ? [] : await db.selectFrom('_team').select('id').where('id', 'in', teams).execute()
  if (known.length !== teams.length || roles.length + teams.length === 0) {
    throw viewError(locale, 'VALIDATION_FAILED', {
      en: 'A view is shared with roles and teams that there are: name at least one.',
      'zh-CN': '请至少选择一个现有的角色或团队进行共享。',
      pointer: '/sharedWith/teams',
    })
  }
  return { audience: 'some', roles, teams }
}

/** Roles whose people begin with a view. @throws TenonError FORBIDDEN, VALIDATION_FAILED */
export async function checkDefaultFor(
  db: Queryable,
  { locale }: RequestContext,
  { roles, audience, caller }: { roles: string[]; audience: StoredAudience['audience']; caller: ViewCaller },
): Promise<string[]> {
  if (roles.length === 0) return []
  if (!caller.isManager) {
    throw viewError(locale, 'FORBIDDEN', {
      en: 'Only admins, and roles with the right “manageViews”, say which view a role begins with.',
      'zh-CN': '只有管理员和拥有“manageViews”权限的角色可以设置角色的默认视图。',
    })
  }
  if (audience === 'nobody') {
    throw viewError(locale, 'VALIDATION_FAILED', {
      en: 'Share the view first: nobody else can begin with it.',
      'zh-CN': '请先共享此视图，否则他人无法将其用作默认视图。',
      pointer: '/defaultFor',
    })
  }
  await requireRoles(db, locale, { roles, pointer: '/defaultFor' })
  return [...new Set(roles)]
}

async function requireRoles(
  db: Queryable,
  locale: RequestContext['locale'],
  { roles, pointer }: { roles: readonly string[]; pointer: string },
): Promise<void> {
  const rows = await db.selectFrom('_role').select('name').execute()
  const known = new Set([...Object.keys(BUILT_IN_ROLES), ...rows.map(({ name }) => name)])
  const unknown = roles.find((role) => !known.has(role))
  if (unknown === undefined) return
  throw viewError(locale, 'VALIDATION_FAILED', {
    en: `There is no role '${unknown}'.`,
    'zh-CN': `没有角色“${unknown}”。`,
    pointer,
  })
}
