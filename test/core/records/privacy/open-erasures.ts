import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import { makeRecordChange } from '../../../../core/src/audit/make-record-change.ts'
import { makeErasureWorker } from '../../../../core/src/records/privacy/make-erasure-worker.ts'
import { makePrivacy } from '../../../../core/src/records/privacy/make-privacy.ts'
import type { FileStorage } from '../../../../core/src/storage/file-storage.ts'
import type { DatabaseKind } from '../../../support/open-test-database.ts'
import { openTestRecords } from '../open-test-records.ts'

/** A tenant without files, whose persons can be erased by an officer; what goes wrong with an erasure is among `failures`. */
export async function openErasures(kind: DatabaseKind, document: ModelDocument) {
  const tenon = await openTestRecords(kind, document)
  const failures: unknown[] = []
  const storage = { remove: async () => undefined } as unknown as FileStorage
  const worker = makeErasureWorker({ ...tenon, storage, onError: (error) => failures.push(error) })
  const ground = { ...tenon, recordChange: makeRecordChange(tenon) }
  const privacy = makePrivacy({ ...ground, erasures: { wake: (tenant) => worker.wake(tenant) } })
  return { tenon, worker, privacy, failures, officer: await tenon.addUser('Olga', ['admin']) }
}

export type Erasures = Awaited<ReturnType<typeof openErasures>>
