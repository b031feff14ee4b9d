import type { CreateRecordInput } from '@tenon/sdk/contract/api-contract'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import type { RequestContext } from '../context/request-context.ts'
import type { CreateRecords } from './create-records.ts'

export type CreateRecord = (ctx: RequestContext, input: CreateRecordInput) => Promise<TenonRecord>

export function makeCreateRecord({ createRecords }: { createRecords: CreateRecords }): CreateRecord {
  return async (ctx, { entity, values }) => {
    const [record] = await createRecords(ctx, { entity, records: [values] })
    if (record === undefined) throw new Error('A created record was not returned')
    return record
  }
}
