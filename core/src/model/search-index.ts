import type { FieldType } from '@tenon/sdk/contract/field-type'
import { type RawBuilder, sql } from 'kysely'
import type { CompiledEntity, CompiledField, SearchForm, SearchIndexed } from './compiled-model.ts'

const FORMS_OF_PARTS: Partial<Record<FieldType, SearchForm>> = {
  personName: 'name',
  address: 'address',
  file: 'files',
  image: 'files',
  objectList: 'parts',
}

/** The field as the search index has it; none where it is not looked into for parts of texts. */
export function searchIndexed(field: CompiledField): SearchIndexed[] {
  const [column] = field.columns
  if (column === undefined) return []
  const isIndexedText = field.schema.indexed === true && column.type === 'text' && field.operators.includes('contains')
  if (field.schema.searchable !== true && !isIndexedText) return []
  const form = FORMS_OF_PARTS[field.type] ?? (column.type === 'text[]' ? 'list' : 'text')
  return [Object.freeze({ field, form })]
}

/** What the index of an entity is over: exactly the same in the index and in what asks it, or it would not be used. */
export function searchIndexSql(schema: string, texts: readonly IndexedColumn[]): RawBuilder<unknown> {
  const parts = texts.map((text) => textSql(schema, text))
  return sql`${sql.id(schema, '_search_index')}(array[${sql.join(parts)}])`
}

interface IndexedColumn {
  column: RawBuilder<unknown>
  form: SearchForm
}

function textSql(schema: string, { column, form }: IndexedColumn): RawBuilder<unknown> {
  if (form === 'text') return column
  if (form === 'list') return sql`${sql.id(schema, '_search_list')}(${column})`
  return sql`${sql.id(schema, '_search_text')}(${sql.lit(form)}, ${column})`
}

/** So many signs of a text's beginning are kept in order. */
const START_LENGTH = 32

/** The beginning of a folded text, in an order that no database's locale changes: the same in the index and in what asks it. */
export function searchStartSql(schema: string, text: IndexedColumn): RawBuilder<string> {
  const folded = sql`${sql.id(schema, '_search_fold')}(${textSql(schema, text)})`
  return sql<string>`(left(${folded}, ${sql.lit(START_LENGTH)}) collate "C")`
}

/**
 * What is true of every start of a text that is this one or, with `begins`, that begins with it, and false of others but
 * for long texts. An index walks along it, however many texts begin so.
 */
export function mayStartSql(
  start: RawBuilder<string>,
  { text, begins }: { text: string; begins: boolean },
): RawBuilder<boolean> {
  const sought = sql`left(${searchFold(text)}, ${sql.lit(START_LENGTH)})`
  if (!begins) return sql<boolean>`${start} = ${sought}`
  // No start has more signs, and no sign is greater.
  const last = sql`repeat(chr(1114111), ${sql.lit(START_LENGTH)})`
  return sql<boolean>`(${start} >= ${sought} and ${start} <= ${sought} || ${last})`
}

interface MayContain {
  schema: string
  alias: string
  words: readonly string[]
  /** Whether it is planned for any words alike; otherwise for these, by how often their pairs of signs occur. */
  forAny?: boolean
}

/**
 * What is true of every row in which one of the indexed texts contains all of the words, and false of most others; an
 * index answers it. None of the words is empty.
 */
export function mayContainSql(
  entity: CompiledEntity,
  { schema, alias, words, forAny = false }: MayContain,
): RawBuilder<boolean> {
  const list = sql`cast(array[${sql.join(words)}] as text[])`
  const query = sql`${sql.id(schema, '_search_query')}(${list})`
  return answersSql(entity, { schema, alias, query: forAny ? sql`(select ${query})` : query })
}

/** What is true of the rows whose indexed texts answer a query over pairs of signs. */
export function answersSql(
  entity: CompiledEntity,
  { schema, alias, query }: { schema: string; alias: string; query: RawBuilder<unknown> },
): RawBuilder<boolean> {
  const texts = entity.searchIndexed.map(({ field, form }) => ({
    column: sql.ref(`${alias}.${field.columns[0]?.name ?? ''}`),
    form,
  }))
  return sql<boolean>`${searchIndexSql(schema, texts)} @@ ${query}`
}

/** In bytes: of no text that is as long does the index leave out the end, whatever its signs become when they are folded. */
const WHOLE_IN_INDEX = 20_000

/** What is true of the rows whose texts the index has whole. */
export function isWholeInIndexSql({ searchIndexed }: CompiledEntity, alias: string): RawBuilder<boolean> {
  const lengths = searchIndexed.map(({ field, form }) => {
    const column = sql.ref(`${alias}.${field.columns[0]?.name ?? ''}`)
    return sql`coalesce(octet_length(${form === 'text' ? column : sql`cast(${column} as text)`}), 0)`
  })
  return sql<boolean>`${sql.join(lengths, sql` + `)} <= ${sql.lit(WHOLE_IN_INDEX)}`
}

/** ASCII, kana and the common signs of Chinese, which have no other forms; of them, ASCII alone has capitals. */
const PLAIN_SIGNS = '^[\\u0001-\\u007f\\u3041-\\u3096\\u30a1-\\u30fa\\u4e00-\\u9fff]*$'
const PLAIN_TEXT = new RegExp(PLAIN_SIGNS)

/**
 * A text in which capitals and full-width forms make no difference, as `_search_index` folds it. Plain texts, which are
 * most, need no tables of Unicode.
 */
export function searchFoldSql(text: RawBuilder<unknown>): RawBuilder<string> {
  return sql<string>`case when ${text} collate "C" ~ ${sql.lit(PLAIN_SIGNS)} then upper(${text} collate "C")
    else upper(case when ${text} is nfkc normalized then ${text} else normalize(${text}, nfkc) end
      collate pg_catalog."und-x-icu") collate "C" end`
}

/** The same of a text that is known, by which it costs the statement nothing where it is a plain one. */
export function searchFold(text: string): RawBuilder<string> {
  return PLAIN_TEXT.test(text)
    ? sql<string>`cast(${text.toUpperCase()} as text)`
    : searchFoldSql(sql`cast(${text} as text)`)
}
