import type { DependentKind, PlanDependent } from '@tenon/sdk/contract/change-plan'
import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'

/** A dependent of a change whose place in the plan is not known here. */
export type FoundDependent = Omit<PlanDependent, 'step'>

interface Place {
  entity: string
  breaks: boolean
  /** Of the field, view, pipeline, role, site, key or plugin. */
  name?: string
}

export function found(kind: DependentKind, { entity, breaks, name = '' }: Place, text: LocalizedText): FoundDependent {
  return { kind, entity, name, breaks, text }
}

export function both(english: string, chinese: string): LocalizedText {
  return { en: english, 'zh-CN': chinese }
}

export const en = (text: LocalizedText) => textIn(text, 'en')
export const zh = (text: LocalizedText) => textIn(text, 'zh-CN')
