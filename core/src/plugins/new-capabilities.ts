import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import type { CapabilityRequest, PluginManifest, PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { type Problem, TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import { pointerStep } from '../model/check/model-problem.ts'
import { capabilityNotAsked } from './capability-not-asked.ts'

/** Plugin id → capabilities that a person has agreed to; `all` from whoever vouches for the plugins. */
export type GrantAnswer = 'all' | Readonly<Record<string, readonly string[]>>

export interface AskedCapabilities {
  plugin: string
  label: LocalizedText
  capabilities: CapabilityRequest[]
}

/** What the packages ask for that their installed versions did not: each has to be agreed to or not. */
export function newCapabilities(
  packages: readonly PluginPackage[],
  installed: ReadonlyArray<Pick<PluginManifest, 'id' | 'capabilities'>>,
): AskedCapabilities[] {
  return packages.flatMap(({ manifest: { id, label, capabilities = [] } }) => {
    const known = installed.find((plugin) => plugin.id === id)?.capabilities ?? []
    const added = capabilities.filter(({ capability }) => !known.some((one) => one.capability === capability))
    return added.length === 0 ? [] : [{ plugin: id, label, capabilities: added }]
  })
}

/** Throws CONSENT_REQUIRED listing each new capability of every plugin that the answer does not speak of. */
export function demandAgreement(
  { locale }: RequestContext,
  asked: readonly AskedCapabilities[],
  answer: GrantAnswer,
): void {
  if (answer === 'all') return
  const open = asked.filter(({ plugin }) => !Object.hasOwn(answer, plugin))
  if (open.length === 0) return
  const problems = open.flatMap(({ plugin, capabilities }): Problem[] =>
    capabilities.map(({ capability, reason }) => ({
      pointer: `/grants${pointerStep(plugin)}`,
      rule: 'capability',
      message: textIn(
        { en: `${capability}: ${reason.en}`, 'zh-CN': `${capability}：${textIn(reason, 'zh-CN')}` },
        locale,
      ),
    })),
  )
  const names = open.map(({ label }) => textIn(label, locale))
  const message: LocalizedText = {
    en: `The code of ${names.join(', ')} asks for more than it may do: each new capability needs your answer.`,
    'zh-CN': `${names.join('、')}的代码申请了新的能力：每项新能力都需要您的答复。`,
  }
  throw new TenonError({ code: 'CONSENT_REQUIRED', message: textIn(message, locale), problems })
}

/** Throws VALIDATION_FAILED for an answer about a capability that no package asks for: it was meant to be another. */
export function refuseUnasked(
  ctx: RequestContext,
  packages: readonly PluginPackage[],
  answer: Exclude<GrantAnswer, 'all'>,
): void {
  for (const [plugin, agreed] of Object.entries(answer)) {
    const found = packages.find(({ manifest }) => manifest.id === plugin)
    const asked = (found?.manifest.capabilities ?? []).map(({ capability }) => capability)
    const stranger = found === undefined ? undefined : agreed.find((capability) => !asked.includes(capability))
    if (stranger === undefined) continue
    const pointer = `/grants${pointerStep(plugin)}`
    throw capabilityNotAsked(ctx, { plugin, capability: stranger, asked, pointer })
  }
}
