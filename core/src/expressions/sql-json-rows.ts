import { bindOnce, type SqlGround } from './sql-ground.ts'
import { column, name, part, type SqlPart } from './sql-part.ts'
import { type SqlRows, scalar } from './sql-value.ts'

/** As many as 64 kB of JSON can have. */
const MOST_ITEMS = 32_000

/** The items of a JSON list as rows; whatever is no list has none. */
export function jsonRows(ground: SqlGround, json: SqlPart): SqlRows {
  const alias = ground.newAlias()
  const list = bindOnce(
    ground,
    json,
    (bound) => part`case when jsonb_typeof(${bound}) = 'array' then ${bound} else '[]'::jsonb end`,
  )
  return {
    kind: 'rows',
    from: part`jsonb_array_elements(${list}) with ordinality as ${name(alias)}(v, n)`,
    conditions: [],
    item: scalar(part`nullif(${column(alias, 'v')}, 'null'::jsonb)`),
    order: [column(alias, 'n')],
    bounds: { items: MOST_ITEMS },
  }
}
