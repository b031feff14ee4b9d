import type { CompiledModel } from '../model/compiled-model.ts'
import type { PeopleTree } from './people-tree.ts'
import type { TenantRights } from './tenant-rights-store.ts'

/** What rights are worked out of, all of it at hand. */
export interface AccessGround {
  model: CompiledModel
  /** The tenant's PostgreSQL schema. */
  schema: string
  rights: TenantRights
  /** Null where nothing that the actor has asks for it. */
  people: PeopleTree | null
  now: Date
  /** IANA zone of the tenant. */
  timeZone: string
}
