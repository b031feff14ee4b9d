import type { FieldType } from '@tenon/sdk/contract/field-type'
import { textIn } from '@tenon/sdk/contract/locale'
import { type RawBuilder, sql } from 'kysely'
import type { CompiledField } from '../model/compiled-model.ts'

type Sql = RawBuilder<unknown>

const LONGEST: Partial<Record<FieldType, number>> = { text: 1000, longText: 100_000 }
const EMAIL = '^[^\\s@<>"(),:;[\\]\\\\]{1,64}@[^\\s@<>"(),:;[\\]\\\\]+\\.[^\\s@<>"(),:;[\\]\\\\.]{2,}$'

/** Longest text that the field takes; null for a type that is no plain text. */
export function longestText({ type, schema }: CompiledField): number | null {
  const limit = LONGEST[type]
  return limit === undefined ? null : Math.min(schema.maxLength ?? limit, limit)
}

/** `text` as a field whose column is text holds it; null where it is none of the field's. Null for types of other rules. */
export function fitText(field: CompiledField, text: Sql): Sql | null {
  const longest = longestText(field)
  if (longest !== null) return sql`nullif(left(btrim(${text}), ${sql.lit(longest)}), '')`
  const trimmed = sql`btrim(${text})`
  switch (field.type) {
    case 'email':
      return sql`case when ${trimmed} ~ ${sql.lit(EMAIL)} and length(${trimmed}) <= 254 then lower(${trimmed}) end`
    case 'url':
      return sql`case when ${trimmed} ~* '^https?://[^\\s]+$' and length(${trimmed}) <= 2000 then ${trimmed} end`
    case 'phone':
      return phoneOf(trimmed)
    case 'choice':
      return optionOf(field, text)
    default:
      return null
  }
}

/** E.164, with what people put between the digits left out. */
function phoneOf(text: Sql): Sql {
  const plain = sql`regexp_replace(${text}, '[ ().-]', '', 'g')`
  return sql`case when ${plain} ~ '^\\+[1-9][0-9]{6,14}$' then ${plain} end`
}

/** The option that has the text as its value, or else as its label in some language, whatever its capitals. */
function optionOf({ schema }: CompiledField, text: Sql): Sql {
  const options = schema.options ?? []
  if (options.length === 0) return sql`null::text`
  const wanted = sql`lower(btrim(${text}))`
  const whens = [
    ...options.map(({ value }) => [value, value] as const),
    ...options.flatMap(({ value, label }) => [
      [textIn(label, 'en'), value] as const,
      [textIn(label, 'zh-CN'), value] as const,
    ]),
  ].map(([shown, value]) => sql`when lower(${sql.lit(shown)}) then ${sql.lit(value)}`)
  return sql`case ${wanted} ${sql.join(whens, sql` `)} end`
}

/** Those of a list's items that are options, in their order and each once; null where there are none. */
export function optionsOf(field: CompiledField, list: Sql): Sql {
  const item = optionOf(field, sql.ref('i.item'))
  return sql`(select array_agg(o.value order by o.at) from (
    select ${item} as value, min(i.at) as at from unnest(${list}) with ordinality as i(item, at) group by 1) o
    where o.value is not null)`
}
