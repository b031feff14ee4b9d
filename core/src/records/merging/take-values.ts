import { type MergeTake, mergeValues } from '@tenon/sdk/contract/merge-values'
import type { RecordValues } from '@tenon/sdk/contract/record'
import { isDerivedType } from '@tenon/sdk/contract/value-field'
import { makeFindRecords } from '../find-records.ts'
import type { RecordScope } from '../record-scope.ts'
import type { MergeDependencies } from './prepare-merge.ts'

interface Taking {
  /** The record that stays. */
  kept: string
  /** All of the group. */
  ids: string[]
  take: MergeTake
}

/** Makes the function that says by a rule what the record that stays of a merge is to have, of what the actor may see and set. */
export function makeTakeValues(dependencies: MergeDependencies) {
  const findRecords = makeFindRecords(dependencies)
  return async ({ ctx, entity, access }: RecordScope, { kept, ids, take }: Taking): Promise<RecordValues> => {
    if (take === 'kept') return {}
    const fields = [...entity.fields.values()].filter(({ name, schema }) => {
      const isOwn = schema.readOnly !== true && schema.fieldType !== 'sequence' && !isDerivedType(schema.fieldType)
      return isOwn && access.canRead(name) && access.canWrite(name)
    })
    const where = { field: 'id', op: 'in', value: ids } as const
    const { records } = await findRecords(ctx, { entity: entity.name, where, limit: ids.length })
    return mergeValues({ fields: fields.map(({ name }) => name), records, kept, take })
  }
}
