import type { RequestOrigin } from '../context/request-context.ts'
import type { BulkFacts } from './begin-bulk-run.ts'

/** What the audit trail says of where the writes of a run came from: a file, where it is an import. */
export function runOrigin(
  asked: RequestOrigin,
  { id: run, operation, undoes }: Pick<BulkFacts, 'id' | 'operation' | 'undoes'>,
): RequestOrigin {
  if (operation.kind === 'import') return { ...asked, channel: 'import', import: { run, name: operation.file } }
  return { ...asked, bulk: { run, ...(undoes !== null && { undoes }) } }
}
