import type { Filter } from '@tenon/sdk/contract/query'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import type { AppServices } from '../app/app-services.ts'

export interface RecentRecord {
  entity: string
  record: TenonRecord
}

/**
 * The records that were changed last, newest first; `each` keeps one busy entity from filling the list. Entities that
 * cannot be read are left out; throws why where none can.
 */
export async function recentRecords(
  { client, model }: AppServices,
  { where, limit, each = limit }: { where?: Filter; limit: number; each?: number },
): Promise<RecentRecord[]> {
  const pages = await Promise.allSettled(
    Object.values(model.entities).map(async ({ name, titleField }) => {
      const stage = Object.values(model.pipelines).some(({ entity }) => entity === name) ? ['stage'] : []
      const input = {
        entity: name,
        sort: [{ field: 'updatedAt', direction: 'desc' as const }],
        fields: [titleField, 'updatedAt', ...stage],
        limit: each,
        ...(where && { where }),
      }
      const page = await client.records.find(input)
      return page.records.map((record) => ({ entity: name, record }))
    }),
  )
  const [first] = pages
  if (first?.status === 'rejected' && pages.every(({ status }) => status === 'rejected')) throw first.reason
  return pages
    .flatMap((page) => (page.status === 'fulfilled' ? page.value : []))
    .sort((a, b) => b.record.updatedAt.localeCompare(a.record.updatedAt))
    .slice(0, limit)
}
