import type { LocalizedText } from '@tenon/sdk/contract/locale'
import { expectedNames } from '../model/expected-names.ts'

/** The end of a sentence about a name that is not known: the one that may be meant, or those that there are. */
export function expectedText(name: string, known: Iterable<string>): Required<LocalizedText> {
  const { en, 'zh-CN': chinese = en } = expectedNames(name, known)
  // A question ends by itself.
  if (en.endsWith('?')) return { en, 'zh-CN': chinese.replace(/\?$/, '？') }
  return { en: `${en}.`, 'zh-CN': `${chinese}。` }
}
