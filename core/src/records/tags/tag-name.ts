import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import { TAG_LIMITS } from '@tenon/sdk/contract/tags-api'
import { TenonError } from '@tenon/sdk/contract/tenon-error'

/** Signs that nobody sees, which would make two tags that look the same. */
const UNSEEN = /[\p{Cf}\p{Cc}\p{Cs}\p{Co}\p{Cn}]/gu

/**
 * What of a name makes a difference: capitals, full-width forms, kinds of blanks and signs that nobody sees do not. The same
 * whatever the database's language.
 */
export function tagKey(name: string): string {
  return name.normalize('NFKC').replaceAll(UNSEEN, '').replaceAll(/\s+/gu, ' ').trim().toLowerCase()
}

/** A name as it is stored, with its key. @throws TenonError VALIDATION_FAILED for an empty, long or broken one */
export function checkTagName(name: string, locale: Locale): { name: string; key: string } {
  const shown = name.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim()
  const key = tagKey(shown)
  const length = [...shown].length
  if (key !== '' && length <= TAG_LIMITS.name && shown.isWellFormed()) return { name: shown, key }
  const message = textIn(
    {
      en: `A tag has a name of 1 to ${TAG_LIMITS.name} characters.`,
      'zh-CN': `标签名称应为 1 到 ${TAG_LIMITS.name} 个字符。`,
    },
    locale,
  )
  throw new TenonError({ code: 'VALIDATION_FAILED', message, problems: [{ pointer: '/name', message, rule: 'name' }] })
}
