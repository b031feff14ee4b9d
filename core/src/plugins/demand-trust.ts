import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { type Problem, TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import type { GatheredPackage } from './gather-from-catalogues.ts'

interface Gathered {
  gathered: readonly GatheredPackage[]
  installed: readonly PluginPackage[]
  /** The explicit yes. */
  allowUnsigned: boolean
}

/** Throws CONSENT_REQUIRED naming each package that nobody trusted vouches for, or that changed without a new version. */
export function demandTrust({ locale }: RequestContext, { gathered, installed, allowUnsigned }: Gathered): void {
  if (allowUnsigned) return
  const found = gathered.flatMap((one) => doubtsAbout(one, installed))
  const [first] = found
  if (first === undefined) return
  const problems = found.map(({ rule, text }): Problem => {
    return { pointer: '/allowUnsigned', rule, message: textIn(text, locale) }
  })
  const advice = textIn(ADVICE, locale)
  const message = `${textIn(first.text, locale)}${locale === 'zh-CN' ? '' : ' '}${advice}`
  throw new TenonError({ code: 'CONSENT_REQUIRED', message, problems })
}

const ADVICE: LocalizedText = {
  en: 'Agree to it only if you know where it comes from.',
  'zh-CN': '仅在您了解其来源时才应同意。',
}

function doubtsAbout({ plugin, trust }: GatheredPackage, installed: readonly PluginPackage[]) {
  const { id, version } = plugin.manifest
  const same = installed.find(({ manifest }) => manifest.id === id && manifest.version === version)
  const doubts: Array<{ rule: 'unsigned' | 'changed'; text: LocalizedText }> = []
  if (trust.kind === 'unsigned') {
    const text = { en: `${id} ${version} is not signed.`, 'zh-CN': `${id} ${version} 未签名。` }
    doubts.push({ rule: 'unsigned', text })
  }
  if (trust.kind === 'untrusted') {
    const keys = trust.keys.join(', ')
    const en = `${id} ${version} is signed by ${keys}, which is not in the server's trust list.`
    doubts.push({
      rule: 'unsigned',
      text: { en, 'zh-CN': `${id} ${version} 由 ${keys} 签名，不在服务器的信任列表中。` },
    })
  }
  if (same !== undefined && same.integrity !== plugin.integrity) {
    const en = `${id} ${version} is installed already with another content: whoever made it changed it without a new version.`
    doubts.push({
      rule: 'changed',
      text: { en, 'zh-CN': `已安装的 ${id} ${version} 内容不同：发布者修改内容却未更新版本号。` },
    })
  }
  return doubts
}
