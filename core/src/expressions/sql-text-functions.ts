import { CASE_PAIRS } from '@tenon/sdk/expression/case-pairs'
import { EXPRESSION_LIMITS } from '@tenon/sdk/expression/expression-limits'
import type { Pattern } from '@tenon/sdk/expression/parse-pattern'
import { WHITE_SPACE } from '@tenon/sdk/expression/text'
import type { Value } from '@tenon/sdk/expression/value'
import { columns, type SqlCall, type SqlFunction, type SqlFunctionTable } from './sql-function.ts'
import { bindOnce, partOf, type SqlGround } from './sql-ground.ts'
import { bound, fixed, name, part, type SqlPart } from './sql-part.ts'
import { patternToSql } from './sql-pattern.ts'
import { SqlRefusal } from './sql-refusal.ts'
import { fromRows, itemColumns, itemTypeOf, rowsOf, textLength } from './sql-rows.ts'
import { asText, plainText } from './sql-text.ts'
import { type SqlValue, scalar } from './sql-value.ts'

const lengthOf = ({ maxLength }: SqlPart) => maxLength ?? 0

/** The database makes a text whatever its length, so that must be known to be bounded before. */
function sized(value: SqlPart, maxLength: number): SqlPart {
  if (maxLength <= EXPRESSION_LIMITS.madeTextLength) return { ...value, maxLength }
  throw new SqlRefusal({
    en: `the text could become longer than ${EXPRESSION_LIMITS.madeTextLength} characters; shorten its parts with substring()`,
    'zh-CN': `生成的文本可能超过 ${EXPRESSION_LIMITS.madeTextLength} 个字符，请先用 substring() 截短`,
  })
}

/** One letter for one letter, whatever the database's language; PostgreSQL's own way is faster where there is only ASCII. */
function mapped(ground: SqlGround, text: SqlPart, to: 'lower' | 'upper'): SqlPart {
  const [from, into] =
    to === 'lower' ? [CASE_PAIRS.capitals, CASE_PAIRS.smalls] : [CASE_PAIRS.smalls, CASE_PAIRS.capitals]
  const result = bindOnce(
    ground,
    text,
    (value) => part`case when octet_length(${value}) = length(${value}) then ${fixed(to)}(${value} collate "C")
      else translate(${value}, ${bound(from, 'text')}, ${bound(into, 'text')}) end`,
  )
  return { ...result, maxLength: lengthOf(text) }
}

const CLAMP = fixed(String(EXPRESSION_LIMITS.madeTextLength))

/** Not `least` and `greatest`: they pass over nulls. */
const clamped = (ground: SqlGround, index: SqlPart) =>
  bindOnce(
    ground,
    index,
    (value) => part`case when ${value} < 0 then 0 when ${value} > ${CLAMP} then ${CLAMP} else ${value}::int end`,
  )

function replaced([text, from, to]: [SqlPart, SqlPart, SqlPart]): SqlPart {
  const sought = typeof from.constant === 'string' ? Math.max(1, from.constant.length) : 1
  const times = Math.ceil(lengthOf(text) / sought)
  return sized(part`replace(${plainText(text)}, ${from}, ${to})`, lengthOf(text) + times * lengthOf(to))
}

function splitText(ground: SqlGround, text: SqlPart, separator: SqlPart): SqlPart {
  return bindOnce(ground, plainText(text), (value) =>
    bindOnce(
      ground,
      plainText(separator),
      (sign) => part`case when ${sign} is null then null when ${value} = '' and ${sign} <> '' then array['']
        else string_to_array(${value}, nullif(${sign}, '')) end`,
    ),
  )
}

const join: SqlFunction = ({ ground, call, values }: SqlCall): SqlValue => {
  const [list, separator] = values
  const type = call.arguments[0]?.type ?? { kind: 'unknown' as const }
  if (list === undefined) throw new Error('join() has a list.')
  const rows = rowsOf(ground, list, type)
  const between = separator === undefined ? fixed("''") : asText(partOf(separator))
  const alias = ground.newAlias()
  const columnsOf = itemColumns(ground, rows.item, itemTypeOf(type))
  const position = part`row_number() over (order by ${rows.order[0] ?? fixed('1')}${rows.order[1] ? part`, ${rows.order[1]}` : fixed('')}) as n`
  const text = part`(select coalesce(string_agg(v, ${between} order by n), '')
    from (select ${columnsOf}, ${position} ${fromRows(rows)}) as ${name(alias)})`
  const whole = separator === undefined ? text : part`case when ${between} is not null then ${text} end`
  return scalar(sized(whole, textLength(rows) + rows.bounds.items * lengthOf(between)))
}

const size = columns(([text]) => part`length(${text})::numeric`)

export const SQL_TEXT_FUNCTIONS = {
  'string + string: string': columns(([left, right]) =>
    sized(part`(${left} || ${right})`, lengthOf(left) + lengthOf(right)),
  ),
  'size(string): int': size,
  'string.size(): int': size,
  'string.contains(string): bool': columns(([text, sought]) => part`(strpos(${plainText(text)}, ${sought}) > 0)`),
  'string.startsWith(string): bool': columns(([text, start]) => part`starts_with(${plainText(text)}, ${start})`),
  'string.endsWith(string): bool': columns(([text, end], { ground }) =>
    bindOnce(ground, end, (value) => part`(right(${plainText(text)}, length(${value})) = ${value})`),
  ),
  'string.matches(pattern): bool': columns(([text], { literal }) => {
    const { node } = literal(1) as Value as Pattern
    return part`(${plainText(text)} ~ ${bound(patternToSql(node), 'text')})`
  }),
  'string.lower(): string': columns(([text], { ground }) => mapped(ground, text, 'lower')),
  'string.upper(): string': columns(([text], { ground }) => mapped(ground, text, 'upper')),
  'string.trim(): string': columns(([text]) => ({
    ...part`btrim(${text}, ${bound(WHITE_SPACE, 'text')})`,
    maxLength: lengthOf(text),
  })),
  'string.replace(string, string): string': columns(replaced),
  'string.substring(int): string': columns(([text, start], { ground }) => ({
    ...part`substr(${text}, ${clamped(ground, start)} + 1)`,
    maxLength: lengthOf(text),
  })),
  'string.substring(int, int): string': columns(([text, start, end], { ground }) => {
    const cut = bindOnce(ground, clamped(ground, start), (from) =>
      bindOnce(
        ground,
        clamped(ground, end),
        (to) =>
          part`substr(${text}, ${from} + 1, case when ${to} > ${from} then ${to} - ${from} when ${to} <= ${from} then 0 end)`,
      ),
    )
    const longest = typeof end.constant === 'bigint' ? Math.max(0, Number(end.constant)) : lengthOf(text)
    return { ...cut, maxLength: Math.min(lengthOf(text), longest) }
  }),
  'string.split(string): list<string>': ({ ground, values }): SqlValue => {
    const [text, separator] = values.map((value) => asText(partOf(value)))
    if (text === undefined || separator === undefined) throw new Error('split() has two arguments.')
    const bounds = { items: lengthOf(text) + 1, length: lengthOf(text) }
    return { kind: 'array', part: splitText(ground, text, separator), bounds }
  },
  'list<string>.join(): string': join,
  'list<string>.join(string): string': join,
} satisfies SqlFunctionTable
