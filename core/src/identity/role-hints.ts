import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import { type RoleGrants, unseenActions } from '@tenon/sdk/contract/role-grants'
import type { RoleHint } from '@tenon/sdk/contract/roles-api'

const VERBS = { update: { en: 'change', 'zh-CN': '修改' }, delete: { en: 'delete', 'zh-CN': '删除' } } as const

/** What a role may not be meant to say, although it is none of it wrong: roles add up. */
export function roleHints(grants: RoleGrants, locale: Locale): RoleHint[] {
  return Object.entries(grants).flatMap(([entity, grant]) =>
    unseenActions(grant).map((action) => {
      const text = {
        en: `Who has this role alone can ${VERBS[action].en} no record of '${entity}', because it lets them read none: add 'read', or give them another role that does.`,
        'zh-CN': `仅凭此角色无法${VERBS[action]['zh-CN']}“${entity}”的任何记录，因为它不允许读取：请增加“read”，或另外授予允许读取的角色。`,
      }
      return { pointer: `/grants/${entity}/${action}`, message: textIn(text, locale) }
    }),
  )
}
