import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import { expectedNames } from '../model/expected-names.ts'

export function pluginNotInstalled(
  { locale }: Pick<RequestContext, 'locale'>,
  id: string,
  installed: ReadonlyArray<Pick<PluginPackage, 'manifest'>>,
): TenonError {
  const expected = expectedNames(
    id,
    installed.map(({ manifest }) => manifest.id),
  )
  const problem: LocalizedText = {
    en: `plugin '${id}' is not installed; ${expected.en}`,
    'zh-CN': `未安装插件 '${id}'；${expected['zh-CN']}`,
  }
  return new TenonError({ code: 'NOT_FOUND', message: textIn(problem, locale) })
}
