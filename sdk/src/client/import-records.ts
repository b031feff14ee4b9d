import type { BulkRun } from '../contract/bulk-api.ts'
import type { CheckedImport, CheckImportInput, ImportPlan } from '../contract/import-api.ts'
import type { CallOptions, TenonClientOptions } from './client-options.ts'
import { makeSendRequest } from './send-request.ts'

/** Asks what an import would make of a CSV file; apart from the client, so that widgets need not carry it. Rejects with a TenonError. */
export async function checkImport(
  options: TenonClientOptions,
  { content, ...input }: CheckImportInput & { content: Blob },
  { signal }: CallOptions = {},
): Promise<CheckedImport> {
  const path = pathOf('import-check', input)
  const answer = await makeSendRequest(options)({ path, method: 'POST', content, accept: 'application/json', signal })
  return (await answer.json()) as CheckedImport
}

/** Begins the import of a file; under one key, what is sent twice is imported once. */
export async function startImport(
  options: TenonClientOptions,
  { content, key, ...plan }: ImportPlan & { content: Blob; key: string },
  { signal }: CallOptions = {},
): Promise<BulkRun> {
  const send = makeSendRequest({ ...options, headers: { ...options.headers, 'idempotency-key': key } })
  const path = pathOf('import', plan)
  return (await (await send({ path, method: 'POST', content, accept: 'application/json', signal })).json()) as BulkRun
}

function pathOf(verb: string, { entity, file, fields, match, partial }: CheckImportInput): string {
  const query = new URLSearchParams({ file })
  if (fields !== undefined) query.set('fields', fields.map((name) => name ?? '').join(','))
  if (match !== undefined) {
    query.set('match', match.field)
    query.set('existing', match.existing)
  }
  if (partial === true) query.set('partial', 'true')
  return `/api/v1/${encodeURIComponent(entity)}/${verb}?${query}`
}
