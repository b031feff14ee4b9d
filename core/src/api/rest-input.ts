import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { type Locale, type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import type { ExpandInput, ExportRecordsInput, FindRecordsInput, SortKey } from '@tenon/sdk/contract/query'
import type { SearchRecordsInput } from '@tenon/sdk/contract/record-search'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { checkJsonBounds } from './check-json-bounds.ts'
import { exportRecordsInput, findRecordsInput, searchRecordsInput } from './envelope-schemas.ts'

export type Query = Record<string, string | string[] | undefined>

const SHARED_PARAMETERS = ['view', 'where', 'search', 'sort', 'fields', 'deleted', 'limit']
const LIST_PARAMETERS = [...SHARED_PARAMETERS, 'after', 'before', 'expand', 'count']
const EXPORT_PARAMETERS = [...SHARED_PARAMETERS, 'header', 'titles', 'bom', 'formulas']

/** `?limit=20&sort=-amount,name&fields=name,amount&where={"field":…}` as the input of `records.find`. */
export function readListQuery(entity: string, query: Query, locale: Locale): FindRecordsInput {
  checkNames(query, LIST_PARAMETERS, locale)
  const text = (name: string) => readOne(query, name, locale)
  const page = {
    after: text('after'),
    before: text('before'),
    expand: readExpand(text('expand'), locale),
    count: readFlag(text('count')),
  }
  return findRecordsInput.parse(withoutMissing({ entity, ...readWhich(text, locale), ...page }))
}

/** The same list as a file: `?sort=name&bom=true&header=labels` as the input of an export. */
export function readExportQuery(entity: string, query: Query, locale: Locale): ExportRecordsInput {
  checkNames(query, EXPORT_PARAMETERS, locale)
  const text = (name: string) => readOne(query, name, locale)
  const form = {
    header: text('header'),
    titles: readFlag(text('titles')),
    bom: readFlag(text('bom')),
    formulas: text('formulas'),
  }
  return exportRecordsInput.parse(withoutMissing({ entity, ...readWhich(text, locale), ...form }))
}

function readWhich(text: (name: string) => string | undefined, locale: Locale) {
  return {
    where: readWhere(text('where'), locale),
    search: text('search'),
    sort: readSort(text('sort')),
    fields: readNames(text('fields')),
    deleted: readFlag(text('deleted')),
    limit: readNumber(text('limit')),
  }
}

function checkNames(query: Query, known: readonly string[], locale: Locale): void {
  const unknown = Object.keys(query).find((name) => !known.includes(name))
  if (unknown !== undefined) throw badInput(locale, unknownParameter(unknown, known))
}

/** `?text=acme&entities=account,contact&limit=5` as the input of `records.search`. */
export function readSearchQuery(query: Query, locale: Locale): SearchRecordsInput {
  checkNames(query, ['text', 'entities', 'limit'], locale)
  const text = (name: string) => readOne(query, name, locale)
  const input = { text: text('text'), entities: readNames(text('entities')), limit: readNumber(text('limit')) }
  return searchRecordsInput.parse(withoutMissing(input))
}

/** `fields` and `expand` of a single record. */
export function readShape(query: Query, locale: Locale): { fields?: string[]; expand?: ExpandInput } {
  const fields = readNames(readOne(query, 'fields', locale))
  const expand = readExpand(readOne(query, 'expand', locale), locale)
  return { ...(fields && { fields }), ...(expand !== undefined && { expand: expand as ExpandInput }) }
}

/** The version that the caller has seen: from `If-Match: "7"`, or `version` of the body. */
export function readVersion(ifMatch: string | undefined, body: JsonObject, locale: Locale): number {
  const text = /^(?:W\/)?"(\d{1,9})"$/.exec(ifMatch ?? '')?.[1]
  const version = text === undefined ? body['version'] : Number(text)
  if (typeof version === 'number' && Number.isInteger(version)) return version
  throw badInput(locale, {
    pointer: '/version',
    message: {
      en: 'Say which version you have seen: If-Match with the ETag of the record, or version in the body.',
      'zh-CN': '请说明您看到的版本：用 If-Match 发送记录的 ETag，或在请求体中给出 version。',
    },
  })
}

/** The body, where there may be none: that is like one without members. @throws TenonError BAD_REQUEST */
export function readObject(body: unknown, locale: Locale): JsonObject {
  if (body === undefined) return {}
  return readValues(body, locale)
}

/** The body, where there must be one: what was lost on its way is no record without values. @throws TenonError BAD_REQUEST */
export function readValues(body: unknown, locale: Locale): JsonObject {
  if (body !== null && typeof body === 'object' && !Array.isArray(body)) return body as JsonObject
  throw badInput(locale, {
    pointer: '',
    message: { en: 'The body must be a JSON object.', 'zh-CN': '请求体必须是 JSON 对象。' },
  })
}

function readOne(query: Query, name: string, locale: Locale): string | undefined {
  const value = query[name]
  if (!Array.isArray(value)) return value === '' ? undefined : value
  throw badInput(locale, {
    pointer: `/${name}`,
    message: { en: `'${name}' is given more than once.`, 'zh-CN': `“${name}”出现了多次。` },
  })
}

function readWhere(text: string | undefined, locale: Locale): unknown {
  if (text === undefined) return undefined
  return readJson(text, locale, {
    pointer: '/where',
    message: {
      en: '\'where\' is not JSON; write a filter such as {"field":"name","op":"eq","value":"Ana"}.',
      'zh-CN': '“where”不是 JSON；请写成过滤条件，例如 {"field":"name","op":"eq","value":"Ana"}。',
    },
  })
}

/** Names separated by commas, or a tree as JSON. */
function readExpand(text: string | undefined, locale: Locale): unknown {
  if (text === undefined || !text.trimStart().startsWith('{')) return readNames(text)
  return readJson(text, locale, {
    pointer: '/expand',
    message: {
      en: '\'expand\' is not JSON; write names separated by commas, or a tree such as {"account":{"fields":["name"]}}.',
      'zh-CN': '“expand”不是 JSON；请写以逗号分隔的名称，或 {"account":{"fields":["name"]}} 这样的结构。',
    },
  })
}

function readJson(text: string, locale: Locale, problem: { pointer: string; message: LocalizedText }): unknown {
  try {
    const value: unknown = JSON.parse(text)
    checkJsonBounds(value, locale)
    return value
  } catch (error) {
    throw error instanceof TenonError ? error : badInput(locale, problem)
  }
}

function readSort(text: string | undefined): SortKey[] | undefined {
  return readNames(text)?.map((key) =>
    key.startsWith('-') ? { field: key.slice(1), direction: 'desc' } : { field: key.replace(/^\+/, '') },
  )
}

function readNames(text: string | undefined): string[] | undefined {
  return text?.split(',').map((name) => name.trim())
}

/** What is not a number stays as it is, for the schema to refuse with its place. */
function readNumber(text: string | undefined): unknown {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : text
}

function readFlag(text: string | undefined): unknown {
  return text === 'true' ? true : text === 'false' ? false : text
}

function withoutMissing(input: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))
}

function unknownParameter(name: string, known: readonly string[]) {
  return {
    pointer: `/${name}`,
    message: {
      en: `Unknown parameter '${name}'; known are ${known.join(', ')}.`,
      'zh-CN': `未知参数“${name}”；可用参数：${known.join('、')}。`,
    },
  }
}

function badInput(locale: Locale, { pointer, message }: { pointer: string; message: LocalizedText }): TenonError {
  const text = textIn(message, locale)
  return new TenonError({ code: 'BAD_REQUEST', message: text, problems: [{ pointer, message: text }] })
}
