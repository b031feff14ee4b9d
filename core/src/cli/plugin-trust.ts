import { resolve } from 'node:path'
import type { LocalizedText } from '@tenon/sdk/contract/locale'
import { findTrustList } from '../plugins/find-trust-list.ts'
import type { PackedPlugin } from '../plugins/packed-plugin.ts'
import type { Trust } from '../plugins/plugin-signature.ts'
import type { TrustList } from '../plugins/trust-list.ts'

/** The list that was named, that of TENON_TRUST, or `trusted-keys.json` in the data folder; else nobody is trusted. */
export function trustListFor(given: string | undefined): Promise<TrustList> {
  const file = given ?? (process.env['TENON_TRUST'] || undefined)
  return findTrustList({ file, folder: resolve(process.env['TENON_FOLDER'] ?? '.tenon') })
}

export function describeTrust({ id, version }: PackedPlugin, trust: Trust): Required<LocalizedText> {
  switch (trust.kind) {
    case 'trusted':
      return {
        en: `It is signed by ${trust.names.join(', ')}, whom the trust list names.`,
        'zh-CN': `由信任列表中的 ${trust.names.join('、')} 签名。`,
      }
    case 'untrusted':
      return {
        en: `${id} ${version} is signed by ${trust.keys.join(', ')}, which is not in the trust list.`,
        'zh-CN': `${id} ${version} 由 ${trust.keys.join('、')} 签名，该密钥不在信任列表中。`,
      }
    case 'unsigned':
      return { en: `${id} ${version} is not signed.`, 'zh-CN': `${id} ${version} 未签名。` }
  }
}
