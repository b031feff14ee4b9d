import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import type { ModelDocument, TenantEdits } from '@tenon/sdk/contract/model-document'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { pointerStep } from '../model/check/model-problem.ts'
import type { Renames } from '../model/edits/follow-renames.ts'
import { partOf } from '../model/edits/plain-object.ts'

interface Following {
  before: ModelDocument
  to: ModelDocument
  edits: TenantEdits
  locale: Locale
}

/**
 * Throws PLUGIN_CLASH where a plugin gives a field of its own a name that a field of the tenant's has: both are columns
 * with values, and under one name there would be one of them.
 */
export function refuseTakenNames({ fields }: Renames, { before, to, edits, locale }: Following): void {
  for (const [entity, renames] of fields) {
    const own = partOf(partOf(edits.entities, entity), 'properties')
    for (const [was, name] of renames) {
      if (before.entities[entity]?.properties[name] !== undefined) continue
      if (partOf(partOf(own, name), 'fieldType') === undefined) continue
      const plugin = to.entities[entity]?.fieldSources[name] ?? ''
      throw nameTaken({ plugin, entity, was, name }, locale)
    }
  }
}

function nameTaken(about: { plugin: string; entity: string; was: string; name: string }, locale: Locale): TenonError {
  const { plugin, entity, was, name } = about
  const text = {
    en: `Plugin '${plugin}' now calls its field '${was}' of '${entity}' '${name}', and so is a field called that you have added yourselves: give that one another name first, also where it is in the draft.`,
    'zh-CN': `插件 '${plugin}' 将 '${entity}' 的字段 '${was}' 更名为 '${name}'，而您自行添加的字段已使用此名称：请先为该字段更名（若在草稿中，也请一并更名）。`,
  }
  const message = textIn(text, locale)
  const pointer = `/entities${pointerStep(entity)}/properties${pointerStep(name)}`
  return new TenonError({ code: 'PLUGIN_CLASH', message, problems: [{ pointer, rule: 'clash', message }], plugin })
}
