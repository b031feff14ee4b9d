import { textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import { expectedNames } from '../model/expected-names.ts'

interface NotAsked {
  plugin: string
  capability: string
  /** What the plugin does ask for. */
  asked: string[]
  pointer: string
}

/** For a grant of what a plugin's manifest does not ask for. */
export function capabilityNotAsked({ locale }: Pick<RequestContext, 'locale'>, about: NotAsked): TenonError {
  const { plugin, capability, asked, pointer } = about
  const expected = expectedNames(capability, asked)
  const text = {
    en: `plugin '${plugin}' does not ask for '${capability}'; ${expected.en}`,
    'zh-CN': `插件 '${plugin}' 未申请 '${capability}'；${expected['zh-CN']}`,
  }
  const message = textIn(text, locale)
  const problems = [{ pointer, message, rule: 'capability' }]
  return new TenonError({ code: 'VALIDATION_FAILED', message, problems, plugin })
}
