import { TAGS_FIELD } from '@tenon/sdk/contract/record'
import type { BatchWriter } from '../records/many/batch-writer.ts'
import type { DeleteMany } from '../records/many/delete-many.ts'
import type { RestoreMany } from '../records/many/restore-many.ts'
import type { MergeMany } from '../records/merging/merge-many.ts'
import type { UnmergeRecords } from '../records/merging/unmerge-records.ts'
import type { UndoRecord } from '../records/restoring/undo-record.ts'
import type { BulkFacts } from './begin-bulk-run.ts'
import { type ImportWriterGround, makeImportWriter } from './import-writer.ts'
import { makeMergeWriter } from './merge-writer.ts'
import { makeUndoWriter } from './undo-writer.ts'
import { makeUnmergeWriter } from './unmerge-writer.ts'
import { valuesOf } from './values-of.ts'

export interface WriterGround extends ImportWriterGround {
  deleteMany: DeleteMany
  restoreMany: RestoreMany
  mergeMany: MergeMany
  unmergeRecords: UnmergeRecords
  undoRecord: UndoRecord
}

/** What changes a run's records; one that takes another back does not do so as a whole. */
export type RunWriter = Pick<BatchWriter, 'each'> & Partial<Pick<BatchWriter, 'all'>>

/** What a run's operation does to records. */
export function writerOf(
  ground: WriterGround,
  { id, entity, operation, undoes }: Pick<BulkFacts, 'id' | 'entity' | 'operation' | 'undoes'>,
): RunWriter {
  if (operation.kind === 'undo') {
    const undone = { run: undoes ?? '', entity }
    return { each: operation.of === 'merge' ? makeUnmergeWriter(ground, undone) : makeUndoWriter(ground, undone) }
  }
  if (operation.kind === 'import') return makeImportWriter(ground, { run: id, entity, operation })
  if (operation.kind === 'merge') return makeMergeWriter(ground, { run: id, entity, take: operation.take ?? 'kept' })
  if (operation.kind === 'delete') return ground.deleteMany({ entity })
  if (operation.kind === 'restore') return ground.restoreMany({ entity })
  const tagged = Object.hasOwn(valuesOf(operation, {}), TAGS_FIELD)
  return ground.updateMany({ entity, tagged, valuesOf: (current) => valuesOf(operation, current) })
}
