import type { AuditEntry } from '@tenon/sdk/contract/audit-api'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { listIn } from '@tenon/sdk/contract/list-in'
import { type Locale, type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import type { ModelView } from '@tenon/sdk/contract/model-document'
import { fieldOf } from '@tenon/web-components/value/field-of'
import { formatDateTime } from '@tenon/web-components/value/format-date'
import { roleName } from '../app/role-name.ts'
import type { MessageKey } from '../locales/catalog.ts'
import { translate } from '../locales/translate.ts'
import { DETAIL_LABELS, DETAIL_VALUES, HIDDEN_DETAILS, ROLE_PARTS } from './detail-labels.ts'

export interface DetailRow {
  label: string
  /** Empty where there was nothing, or where nothing tells what was there. */
  before: string
  /** Empty where it was taken away. */
  after: string
}

export interface DetailWords {
  locale: Locale
  model: Pick<ModelView, 'entities' | 'pipelines' | 'roleLabels'>
  /** What a plugin is called. */
  pluginName(id: string): string
  /** What named rights are called, by their names. */
  rightLabels?: Readonly<Record<string, LocalizedText>>
}

/** Rows of an entry that are shown; the rest is counted in the last one. */
const MOST_ROWS = 20
const MOST_LEVELS = 4

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/

/** What an entry about something that is no record tells, in words: what it is about, then each part that changed. */
export function detailRows(entry: AuditEntry, words: DetailWords): DetailRow[] {
  const { details = {} } = entry
  const { id, old, new: now, before, after, ...rest } = details
  const about = aboutRows(entry, words)
  const [was, is] = [flat(old ?? before, entry), flat(now ?? after, entry)]
  const told = new Map([...is, ...flat(rest, entry)])
  const rows = [...new Set([...was.keys(), ...told.keys()])].flatMap((path) => {
    const parts = path.split('\n')
    const [from, to] = [
      valueText(was.get(path), parts, { entry, words }),
      valueText(told.get(path), parts, { entry, words }),
    ]
    // That something new is in use goes without saying.
    const isUsual = from === '' && path === 'archived' && told.get(path) === false
    return from === to || isUsual ? [] : [{ label: labelOf(parts, entry, words), before: from, after: to }]
  })
  const all = [...about, ...rows]
  if (all.length <= MOST_ROWS) return all
  const left = translate(words.locale, 'detailMore', { count: all.length - MOST_ROWS })
  return [...all.slice(0, MOST_ROWS), { label: '…', before: '', after: left }]
}

/** The name of what it is about, where that is a name and not told among the parts anyway. */
function aboutRows({ action, entity, details }: AuditEntry, words: DetailWords): DetailRow[] {
  const row = (key: MessageKey, after: string) => [{ label: translate(words.locale, key), before: '', after }]
  if (words.model.entities[entity] !== undefined) return row('detailEntity', entityName(entity, words))
  const id = details?.['id']
  if (typeof id !== 'string' || ID.test(id) || action === 'setting.change' || details?.['name'] !== undefined) return []
  if (/^plugin[A-Z.]/.test(action)) {
    const [plugin = '', ...part] = id.split('/')
    return row('plugin', [words.pluginName(plugin), ...part].join(' / '))
  }
  if (entity === 'records' || entity === 'model') return row('detailEntity', entityName(id, words))
  return entity === 'privacy' || entity === 'audit' || entity === 'modelSettings'
    ? []
    : row('name', entity === 'role' ? nameOfRole(id, words) : id)
}

/** Values by their paths, as deep as a reader can follow; a setting's own value is under its name. */
function flat(value: JsonValue | undefined, { details }: AuditEntry): Map<string, JsonValue> {
  const leaves = new Map<string, JsonValue>()
  const visit = (one: JsonValue, path: readonly string[]) => {
    if (path.length > 0 && HIDDEN_DETAILS.has(path.at(-1) ?? '')) return
    if (isObject(one) && path.length < MOST_LEVELS) {
      for (const [name, inner] of Object.entries(one)) visit(inner, [...path, name])
    } else leaves.set(path.length > 0 ? path.join('\n') : String(details?.['id'] ?? 'value'), one)
  }
  if (value !== undefined && value !== null) visit(value, [])
  return leaves
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function labelOf(path: readonly string[], { action }: AuditEntry, words: DetailWords): string {
  const { locale, model } = words
  const names = path.filter((part) => !(part === 'id' && path.length > 1))
  return names
    .map((part, index) => {
      const field = index < 2 || names[index - 1] !== 'fields' ? null : fieldOf(model, names[index - 2] ?? '', part)
      if (field) return textIn(field.label, locale)
      if (part === 'from' && action.startsWith('plugin.')) return translate(locale, 'detailFromVersion')
      const key = Object.hasOwn(DETAIL_LABELS, part) ? DETAIL_LABELS[part] : undefined
      if (model.entities[part] !== undefined) return entityName(part, words)
      return key === undefined ? part : translate(locale, key)
    })
    .join(' › ')
}

interface Telling {
  entry: AuditEntry
  words: DetailWords
}

function valueText(value: JsonValue | undefined, path: readonly string[], telling: Telling): string {
  if (value === undefined || value === null) return ''
  const { locale } = telling.words
  if (typeof value === 'boolean') return translate(locale, value ? 'detailOn' : 'detailOff')
  if (typeof value === 'number') return new Intl.NumberFormat(locale).format(value)
  if (typeof value === 'string') return nameText(value, path, telling)
  if (Array.isArray(value))
    return listIn(
      value.map((one) => valueText(one, path, telling)),
      locale,
    )
  return 'en' in value && typeof value['en'] === 'string'
    ? textIn(value as { en: string }, locale)
    : JSON.stringify(value)
}

function nameText(value: string, path: readonly string[], { entry, words }: Telling): string {
  const part = path.at(-1) ?? ''
  const named = Object.hasOwn(DETAIL_VALUES, part) ? DETAIL_VALUES[part] : undefined
  const key = named !== undefined && Object.hasOwn(named, value) ? named[value] : undefined
  if (key !== undefined) return translate(words.locale, key)
  if (INSTANT.test(value)) return formatDateTime(value, words.locale)
  if (ID.test(value)) return entry.detailNames?.[value] ?? translate(words.locale, 'detailGone')
  if (part === 'plugin') return words.pluginName(value)
  if (ROLE_PARTS.has(part)) return nameOfRole(value, words)
  if (part === 'rights') return rightName(value, words)
  return part === 'entity' || part === 'of' || part === 'entities' ? entityName(value, words) : value
}

function nameOfRole(name: string, { model, locale }: DetailWords): string {
  return roleName(name, { labels: model.roleLabels, locale })
}

function rightName(name: string, { rightLabels = {}, locale }: DetailWords): string {
  const label = Object.hasOwn(rightLabels, name) ? rightLabels[name] : undefined
  return label === undefined ? name : textIn(label, locale)
}

function entityName(name: string, { model, locale }: DetailWords): string {
  const label = model.entities[name]?.label
  return label === undefined ? name : textIn(label, locale)
}
