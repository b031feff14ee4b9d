import type { FieldType } from '@tenon/sdk/contract/field-type'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import type { PluginSettings } from '@tenon/sdk/contract/plugins-api'
import { valueField } from '@tenon/sdk/contract/value-field'
import { operatorError } from '../context/operator-error.ts'

export interface SettingChange {
  name: string
  /** As it was typed; empty for the default. */
  text: string
}

/** Reads `name=value`. Throws BAD_REQUEST naming what has another form. */
export function readSettingOptions(options: readonly string[]): SettingChange[] {
  return options.map((option) => {
    const sign = option.indexOf('=')
    if (sign > 0) return { name: option.slice(0, sign), text: option.slice(sign + 1) }
    throw operatorError('BAD_REQUEST', {
      en: `--set '${option}' has no value: expected <name>=<value>, such as --set rate=7.5.`,
      'zh-CN': `--set“${option}”没有值：应为 <name>=<value>，例如 --set rate=7.5。`,
    })
  })
}

/** All settings with the changes in them, as they are saved. What a name is not known for is told by the save. */
export function changedSettings({ form, given }: PluginSettings, changes: readonly SettingChange[]): JsonObject {
  const changed: JsonObject = { ...given }
  for (const { name, text } of changes) {
    const field = Object.hasOwn(form?.properties ?? {}, name) ? form?.properties[name] : undefined
    if (text === '') delete changed[name]
    else changed[name] = readValue(text, field && valueField(field).fieldType)
  }
  return changed
}

const TEXTS: ReadonlySet<FieldType> = new Set<FieldType>([
  'text',
  'longText',
  'email',
  'phone',
  'url',
  'date',
  'dateTime',
  'time',
  'choice',
  'reference',
  'user',
  'decimal',
  'percent',
  'richText',
  'code',
  'uuid',
  'slug',
  'barcode',
  'color',
  'icon',
  'country',
  'yearMonth',
  'duration',
])

/** Text stays as it was typed; other types are JSON: `true`, `7`, `{"amount":"10.00","currency":"EUR"}`. */
function readValue(text: string, type: FieldType | undefined): JsonValue {
  if (type !== undefined && TEXTS.has(type)) return text
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    return text
  }
}
