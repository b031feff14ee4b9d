import { randomBytes } from 'node:crypto'
import type { LocalizedText } from '@tenon/sdk/contract/locale'
import type { WebhookDeclaration } from '@tenon/sdk/contract/plugin-manifest'

const BYTES = 32

/** A random secret in the form that the scheme has. */
export function newWebhookSecret(verify: WebhookDeclaration['verify']): string {
  const bytes = randomBytes(BYTES)
  return verify === 'standardWebhooks' ? `whsec_${bytes.toString('base64')}` : bytes.toString('base64url')
}

const STANDARD = /^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/
/** Printable ASCII: it has to fit into a header. */
const PLAIN = /^[\x21-\x7e]{16,200}$/

/** What is wrong with a secret that an admin has entered; null for a good one. */
export function secretProblem(verify: WebhookDeclaration['verify'], secret: string): LocalizedText | null {
  if (verify === 'standardWebhooks') {
    if (STANDARD.test(secret)) return null
    return {
      en: 'This is no secret of Standard Webhooks: it begins with whsec_, and 24 to 64 bytes of base64 follow.',
      'zh-CN': '这不是 Standard Webhooks 的密钥：应以 whsec_ 开头，后接 24 至 64 字节的 base64。',
    }
  }
  if (PLAIN.test(secret)) return null
  return {
    en: 'A secret has 16 to 200 letters, digits and signs, without spaces.',
    'zh-CN': '密钥应为 16 至 200 个字母、数字或符号，不含空格。',
  }
}
