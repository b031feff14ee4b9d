import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import type { TenonError } from '@tenon/sdk/contract/tenon-error'
import { operatorError } from '../context/operator-error.ts'

/** A setting of the environment that cannot be: CONFIG_INVALID with its value and what is allowed, of which names are the same in every language. */
export function invalidSetting(
  name: string,
  value: LocalizedText | string,
  allowed: LocalizedText | string,
): TenonError {
  const [is, shouldBe] = [textIn(value, 'zh-CN'), textIn(allowed, 'zh-CN')]
  return operatorError('CONFIG_INVALID', {
    en: `${name} is ${textIn(value, 'en')}: expected ${textIn(allowed, 'en')}.`,
    'zh-CN': `${name} ${is}：应为${shouldBe}。`,
  })
}

/** A value as it was given. */
export function givenValue(value: string): LocalizedText {
  return { en: `'${value}'`, 'zh-CN': `为“${value}”` }
}
