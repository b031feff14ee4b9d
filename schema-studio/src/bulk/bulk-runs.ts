import type { BulkRun } from '@tenon/sdk/contract/bulk-api'
import type { RunSource } from '../actions/run-follower.ts'
import type { AppServices } from '../app/app-services.ts'

/** Changes of many records, to be followed. */
export function bulkRuns({ client }: Pick<AppServices, 'client'>): RunSource<BulkRun> {
  return {
    get: (id) => client.bulk.get({ id }),
    cancel: (id) => client.bulk.cancel({ id }),
    hear(message) {
      if (message.type !== 'bulk.progress') return null
      const { run: id, status, total, done, refused, skipped } = message
      return { id, status, news: { total, done, refused, skipped, error: null } }
    },
  }
}
