import { textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'

/** Field → plugin whose before-hook gave it its value; nothing where the value is the caller's. */
export type ChangedBy = ReadonlyMap<string, string>

interface BlamedError {
  cause: TenonError
  plugin: string
  hook: 'beforeCreate' | 'beforeUpdate'
}

/** Says of values that cannot be stored that they are a plugin's: whoever writes could do nothing about them. */
export function blamePlugin({ locale }: RequestContext, { cause, plugin, hook }: BlamedError): TenonError {
  const message = {
    en: `${hook} of plugin '${plugin}' returned values that cannot be stored: ${cause.message}`,
    'zh-CN': `插件“${plugin}”的 ${hook} 返回了无法存储的值：${cause.message}`,
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
export function pluginAtFault({ problems }: TenonError, changedBy: ChangedBy): string | null {
  const plugins = problems.map(({ pointer }) => changedBy.get(pointer.split('/')[1] ?? ''))
  return plugins.every((plugin) => plugin !== undefined) ? (plugins[0] ?? null) : null
}
