import { sql } from 'kysely'
import { accept, type FieldTypeDefinition, scalarType } from './field-type-definition.ts'
import { comparedList, listEntry, listSchema, normaliseList } from './list-field.ts'
import { normaliseId } from './reference-types.ts'

const ENTRIES = { item: normaliseId }
const one = listEntry(ENTRIES)

/** Ids in a `uuid[]` column, in the order given and none twice. A GIN index serves `@>` and `&&`. */
function idListField(keywords: FieldTypeDefinition['keywords']): FieldTypeDefinition {
  return scalarType({
    operators: ['has', 'hasAny', 'hasAll', 'isNull'],
    sortable: false,
    keywords: [...keywords, 'minItems', 'maxItems'],
    columnType: 'uuid[]',
    comparisonType: 'uuid',
    comparison: one,
    condition: (op, { left, value, schema }) => {
      if (op !== 'has' && op !== 'hasAny' && op !== 'hasAll') return null
      const compared = op === 'has' ? asList(one(value, schema)) : comparedList(value, schema, one)
      if ('problem' in compared) return compared
      const ids = sql.join((compared.value as string[]).map((id) => sql`${id}`))
      return sql<boolean>`${left} ${sql.raw(op === 'hasAny' ? '&&' : '@>')} cast(array[${ids}] as uuid[])`
    },
    normalise: normaliseList(ENTRIES),
    jsonSchema: (schema) => listSchema(schema, { type: 'string', format: 'uuid' }),
  })
}

function asList(normalised: ReturnType<typeof one>) {
  return 'problem' in normalised ? normalised : accept([normalised.value])
}

/** Ids of records of the target entity. That they exist is for whoever writes to see to: no foreign key can. */
export const multiReferenceField = idListField(['reference', 'subject'])

/** Ids of users of the tenant. */
export const usersField = idListField([])
