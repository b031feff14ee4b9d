import { type RawBuilder, sql } from 'kysely'
import { escapeLike } from './compile-condition.ts'
import { queryProblem } from './query-problem.ts'
import type { RecordScope } from './record-scope.ts'

const MAX_SEARCH = 200

/** The rows in which a searchable field that the actor may see contains the text. @throws TenonError BAD_REQUEST */
export function searchPredicate(
  { ctx, access, entity }: RecordScope,
  text: string,
  alias: string,
): RawBuilder<boolean> {
  if (text.length > MAX_SEARCH || text.includes('\0')) {
    throw queryProblem(ctx.locale, {
      pointer: '/search',
      message: {
        en: `'search' takes a text of at most ${MAX_SEARCH} characters`,
        'zh-CN': `搜索文本不能超过 ${MAX_SEARCH} 个字符`,
      },
    })
  }
  const pattern = `%${escapeLike(text)}%`
  const fields = entity.searchFields.filter(({ name }) => access.canReveal(name))
  if (fields.length === 0) return sql<boolean>`false`
  const parts = fields.map((field) => sql<boolean>`${field.searchText(alias)} ilike ${pattern}`)
  return sql<boolean>`(${sql.join(parts, sql` or `)})`
}
