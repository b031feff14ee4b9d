import type { TenantRef } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { RelocateRecords } from './stages/relocate-records.ts'

export interface PublishDependencies {
  database: Database
  /** Compiled models in memory, told of the new version; other processes hear of it by NOTIFY. */
  models: { invalidate(tenant: TenantRef): void | Promise<void> }
  /** Tables with more rows are worked on in small steps. Default: 10,000. */
  smallTableRows?: number
  relocate: RelocateRecords
}
