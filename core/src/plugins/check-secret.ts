import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import type { PluginManifest } from '@tenon/sdk/contract/plugin-manifest'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import { expectedNames } from '../model/expected-names.ts'

interface GivenSecret {
  manifest: PluginManifest
  name: string
  value: string
}

const MAX_LENGTH = 4_000
/** What every HTTP header can carry. */
const SENDABLE = /^[\x20-\x7e]+$/

/** The secret as it is kept. No message repeats it. Throws NOT_FOUND and VALIDATION_FAILED. */
export function checkSecret({ locale }: RequestContext, { manifest, name, value }: GivenSecret): string {
  const names = (manifest.secrets ?? []).map((secret) => secret.name)
  if (!names.includes(name)) {
    const expected = expectedNames(name, names)
    const text = {
      en: `plugin '${manifest.id}' declares no secret '${name}'; ${expected.en}`,
      'zh-CN': `插件 '${manifest.id}' 未声明密钥 '${name}'；${expected['zh-CN']}`,
    }
    throw new TenonError({ code: 'NOT_FOUND', message: textIn(text, locale) })
  }
  const kept = value.trim()
  const problem = problemOf(kept)
  if (problem === null) return kept
  const message = textIn(problem, locale)
  throw new TenonError({ code: 'VALIDATION_FAILED', message, problems: [{ pointer: '/value', message }] })
}

function problemOf(value: string): LocalizedText | null {
  if (value === '') return { en: 'The secret is empty.', 'zh-CN': '密钥为空。' }
  if (value.length > MAX_LENGTH) {
    return {
      en: `The secret has ${value.length} characters; at most ${MAX_LENGTH} are allowed.`,
      'zh-CN': `密钥有 ${value.length} 个字符，最多允许 ${MAX_LENGTH} 个。`,
    }
  }
  if (SENDABLE.test(value)) return null
  return {
    en: 'The secret has a line break or a character that no HTTP header can carry: give one line as its issuer shows it.',
    'zh-CN': '密钥包含换行或 HTTP 请求头无法携带的字符：请按签发方显示的内容填写一行。',
  }
}
