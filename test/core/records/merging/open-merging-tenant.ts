import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import type { RequestContext } from '../../../../core/src/context/request-context.ts'
import type { DatabaseKind } from '../../../support/open-test-database.ts'
import { openTestRecords } from '../open-test-records.ts'
import { mergingModel } from './merging-model.ts'

/** Tables that a merge writes to. */
export const MERGE_FACTS = [
  ...['person', 'deal', 'seat', '_audit', '_outbox', '_trash'],
  ...['_merge', '_merge_move', '_merged_record'],
]

interface As {
  ctx: RequestContext
}

export type MergingTenant = Awaited<ReturnType<typeof openMergingTenant>>

/** A tenant of people and what refers to them, and short ways to write and merge them, as an admin where nobody is named. */
export async function openMergingTenant(kind: DatabaseKind) {
  const tenon = await openTestRecords(kind, mergingModel())
  const admin = tenon.system
  const seen = ({ id, version }: TenonRecord) => ({ id, version })
  const make = (entity: string, values: JsonObject) => tenon.createRecord(admin, { entity, values })
  return {
    ...tenon,
    admin,
    seen,
    make,
    person: (name: string, values: JsonObject = {}) => make('person', { name, ...values }),
    read: (entity: string, id: string, ctx = admin) => tenon.getRecord(ctx, { entity, id }),
    change: ({ id, version }: TenonRecord, entity: string, values: JsonObject) =>
      tenon.updateRecord(admin, { entity, id, version, values }),
    merge: (into: TenonRecord, from: TenonRecord[], { ctx = admin, ...values }: JsonObject | As = {}) =>
      tenon.mergeRecords(ctx as RequestContext, {
        ...{ entity: 'person', into: seen(into), from: from.map(seen) },
        values: values as JsonObject,
      }),
    unmerge: (id: string, ctx = admin) => tenon.unmergeRecords(ctx, { entity: 'person', merge: id }),
    async addRole(name: string, grants: object): Promise<RequestContext> {
      const role = { name, label: '{"en":"R"}', grants: JSON.stringify(grants) }
      await tenon.database.tenant(tenon.tenant.schema).insertInto('_role').values(role).execute()
      tenon.access.forget(tenon.tenant.schema)
      return tenon.addUser(name, [name])
    },
  }
}
