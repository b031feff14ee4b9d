import type { CustomerRecord } from '@tenon/sdk/contract/embed-token'
import type { ModelStore } from '../../model/model-store.ts'
import { nameBook } from '../../model/names/name-book.ts'
import type { ReadCustomer360 } from '../read-customer-360.ts'

/** What an end customer sees, entities and fields by their names. */
export function nameCustomer360(models: Pick<ModelStore, 'get'>, read: ReadCustomer360): ReadCustomer360 {
  return async (ctx) => {
    const answer = await read(ctx)
    const { names } = nameBook(await models.get(ctx.tenant))
    if (names.isEmpty) return answer
    const named = (entity: string, record: CustomerRecord): CustomerRecord => ({
      ...record,
      fields: record.fields.map((field) => ({ ...field, name: names.field(entity, field.name) })),
    })
    return {
      entity: names.entity(answer.entity),
      record: named(answer.entity, answer.record),
      related: answer.related.map(({ entity, records, ...list }) => ({
        ...list,
        entity: names.entity(entity),
        records: records.map((record) => named(entity, record)),
      })),
    }
  }
}
