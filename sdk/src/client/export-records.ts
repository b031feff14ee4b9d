import type { ExportRecordsInput } from '../contract/query.ts'
import type { CallOptions, TenonClientOptions } from './client-options.ts'
import { makeSendRequest } from './send-request.ts'

/** A CSV file whose text is still on its way. */
export interface ExportedFile {
  /** Such as `contact-2026-03-31.csv`. */
  name: string
  /** Rows below the header. */
  rows: number
  body: Response
}

/** Asks for a list as a CSV file; apart from the client, so that widgets need not carry it. Rejects with a TenonError. */
export async function exportRecords(
  options: TenonClientOptions,
  { entity, ...input }: ExportRecordsInput,
  { signal }: CallOptions = {},
): Promise<ExportedFile> {
  const body = await makeSendRequest(options)({
    path: `/api/v1/${encodeURIComponent(entity)}/export`,
    method: 'POST',
    body: input,
    accept: 'text/csv',
    signal,
  })
  const [, name = `${entity}.csv`] = /filename="([^"]+)"/.exec(body.headers.get('content-disposition') ?? '') ?? []
  return { name, rows: Number(body.headers.get('tenon-rows') ?? 0), body }
}
