import type { LocalizedText } from '@tenon/sdk/contract/locale'
import { nearestName } from '@tenon/sdk/expression/nearest-name'

const MAX_LISTED = 15

/** “did you mean 'x'?” where a known name is near, otherwise the list of what is allowed. */
export function expectedNames(name: string, known: Iterable<string>): LocalizedText {
  const names = [...known]
  const nearest = nearestName(name, names)
  if (nearest !== null) return { en: `did you mean '${nearest}'?`, 'zh-CN': `是否想写 '${nearest}'?` }
  if (names.length === 0) return { en: 'there is none', 'zh-CN': '当前没有可用项' }
  const listed =
    names
      .slice(0, MAX_LISTED)
      .map((known) => `'${known}'`)
      .join(', ') + (names.length > MAX_LISTED ? ', …' : '')
  return { en: `expected one of ${listed}`, 'zh-CN': `可用的有 ${listed}` }
}
