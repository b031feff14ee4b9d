import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import type { Changer } from '../hooks/hook-runner.ts'

/** Field → plugin whose before-hook gave it its value; nothing where the value is the caller's. */
export type ChangedBy = ReadonlyMap<string, Changer>

/** Says of values that cannot be stored that they are a plugin's: whoever writes could do nothing about them. */
export function blamePlugin({ locale }: RequestContext, cause: TenonError, changer: Changer): TenonError {
  const { plugin, inWords } = changer
  const message: LocalizedText = {
    en: `${inWords.en} returned values that cannot be stored: ${cause.message}`,
    'zh-CN': `${textIn(inWords, 'zh-CN')}返回了无法存储的值：${cause.message}`,
  }
  return new TenonError({
    code: 'PLUGIN_BAD_RETURN',
    message: textIn(message, locale),
    problems: cause.problems,
    plugin,
    cause,
  })
}

/** Who is at fault where every field that is wrong is a plugin's: the one of the first of them. */
export function pluginAtFault({ problems }: TenonError, changedBy: ChangedBy): Changer | null {
  const changers = problems.map(({ pointer }) => changedBy.get(pointer.split('/')[1] ?? ''))
  return changers.every((changer) => changer !== undefined) ? (changers[0] ?? null) : null
}
