import { both, type FoundDependent, found } from './found-dependent.ts'
import type { ModelUsers } from './model-users.ts'
import type { ApiUse } from './read-api-use.ts'

interface UsedPart {
  entity: string
  /** Missing where the whole entity is meant. */
  field?: string
  breaks: boolean
}

/** API keys and sites that used a field or entity in the last 30 days, with how often. */
export function apiUsers({ apiUse, names }: Pick<ModelUsers, 'apiUse' | 'names'>, used: UsedPart): FoundDependent[] {
  const { entity, field = '' } = used
  const uses = apiUse.filter((use) => use.entity === entity && (use.field === field || isWhole(use, used)))
  return uses.map((use) => {
    const isSure = use.field === field
    const who = names.get(use.actor)
    const place = { entity, name: use.actor, breaks: used.breaks && isSure }
    const [english, chinese] = use.actor.startsWith('site:') ? ['Site', '网站'] : ['API key', 'API 密钥']
    const named =
      who === undefined ? both(`${english} since removed`, `已删除的${chinese}`) : titled([english, chinese], who)
    return found('apiUse', place, sentence(use, named))
  })
}

function titled([english, chinese]: readonly [string, string], name: string) {
  return both(`${english} ‘${name}’`, `${chinese}“${name}”`)
}

/** A call that asked for all fields may have been about others. */
function isWhole({ field }: ApiUse, used: UsedPart): boolean {
  return used.field !== undefined && field === '*'
}

function sentence({ field, reads, writes }: ApiUse, who: { en: string; 'zh-CN'?: string }) {
  const [read, wrote] = [times(reads), times(writes)]
  const what = field === '*' ? both('all fields, it among them,', '所有字段（包括它）') : both('it', '它')
  const did = [...(reads > 0 ? [`read ${what.en} ${read}`] : []), ...(writes > 0 ? [`wrote ${what.en} ${wrote}`] : [])]
  const chinese = [
    ...(reads > 0 ? [`读取${what['zh-CN']} ${reads} 次`] : []),
    ...(writes > 0 ? [`写入${what['zh-CN']} ${writes} 次`] : []),
  ]
  return both(
    `${who.en} ${did.join(' and ')} in the last 30 days`,
    `${who['zh-CN']}在最近 30 天内${chinese.join('、')}`,
  )
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`
}
