import type { CreateEachRecord } from '../records/create-records.ts'
import type { FindByKey } from '../records/find-by-key.ts'
import type { UpdateRecord } from '../records/update-record.ts'

/** What an import asks of the records layer: what anybody else would. */
export interface RecordVerbs {
  findByKey: FindByKey
  createEachRecord: CreateEachRecord
  updateRecord: UpdateRecord
}
