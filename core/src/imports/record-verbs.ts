import type { CreateEachRecord } from '../records/create-records.ts'
import type { FindRecords } from '../records/find-records.ts'
import type { UpdateRecord } from '../records/update-record.ts'

/** What an import asks of the records layer: what anybody else would. */
export interface RecordVerbs {
  findRecords: FindRecords
  createEachRecord: CreateEachRecord
  updateRecord: UpdateRecord
}
