import { type RawBuilder, sql } from 'kysely'
import type { EntityAccess, EntityAction, FieldRight } from '../access/entity-access.ts'
import type { RowRule, RowShare, RowTest } from '../access/row-rule.ts'
import { isUuid } from './is-uuid.ts'
import { storedQueryField } from './stored-query-field.ts'

/** The rows on which the actor may do this, as SQL over table alias `alias`. */
export function rowPredicate(
  access: EntityAccess,
  { action, alias }: { action: EntityAction; alias: string },
): RawBuilder<boolean> {
  return rulePredicate(access, access.rows(action), alias)
}

/** Of the rows that the actor may read or change, those on which a field is open; null for all of them. */
export function fieldPredicate(
  access: EntityAccess,
  { field, right, alias }: { field: string; right: FieldRight; alias: string },
): RawBuilder<boolean> | null {
  const rule = access.fieldRows(field, right)
  return rule === 'all' ? null : rulePredicate(access, rule, alias)
}

/** A rule over the rows of the entity, whoever's it is. */
export function rulePredicate(access: EntityAccess, rule: RowRule, alias: string): RawBuilder<boolean> {
  if (rule === 'all') return sql<boolean>`true`
  if (rule === 'none') return sql<boolean>`false`
  return testSql(access, rule, alias)
}

function testSql(access: EntityAccess, test: RowTest, alias: string): RawBuilder<boolean> {
  switch (test.kind) {
    case 'value':
      return valueSql(access, test, alias)
    case 'owner':
      return ownerSql(test.ids.filter(isUuid), alias)
    case 'where':
      return sql<boolean>`(${test.condition.sql(alias)})`
    case 'shared':
      return sharedSql(test.share, alias)
    case 'any':
    case 'every': {
      const parts = test.of.map((part) => testSql(access, part, alias))
      return sql<boolean>`(${sql.join(parts, test.kind === 'any' ? sql` or ` : sql` and `)})`
    }
  }
}

/** A row rule is ours, not the caller's: it may look at fields that the actor may not read. */
function valueSql(
  { entity }: EntityAccess,
  { field: name, value }: Extract<RowTest, { kind: 'value' }>,
  alias: string,
): RawBuilder<boolean> {
  const field = storedQueryField(entity, name)
  if (field === undefined) throw new Error(`Row rule of '${entity.name}' names no field: '${name}'`)
  return sql<boolean>`${field.comparable(alias)} = ${field.comparisonValue(value, 'en')}`
}

function ownerSql(ids: readonly string[], alias: string): RawBuilder<boolean> {
  const owner = sql.ref(`${alias}.owner_id`)
  const [only, ...others] = ids
  if (only === undefined) return sql<boolean>`false`
  return others.length === 0
    ? sql<boolean>`${owner} = ${only}::uuid`
    : sql<boolean>`${owner} = any(${[...ids]}::uuid[])`
}

/** As a list that is made once, so that PostgreSQL can look its ids up beside the rows of other rules. */
function sharedSql({ schema, entity, grantees, edit }: RowShare, alias: string): RawBuilder<boolean> {
  const editing = edit ? sql`and s.can_edit` : sql``
  return sql<boolean>`${sql.ref(`${alias}.id`)} = any(array(select s.record_id from ${sql.id(schema, '_share')} s
    where s.entity = ${entity}::text and s.grantee = any(${[...grantees]}::uuid[])
      and (s.ends_at is null or s.ends_at > now()) ${editing}))`
}
