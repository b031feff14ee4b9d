import type { DemoFile, DemoRecord } from '@tenon/sdk/contract/demo-file'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { Kysely } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { announceRights } from '../access/announce-rights.ts'
import type { RequestContext, TenantRef } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { type DemoKeys, resolveDemoValues } from './resolve-demo-values.ts'

/** As many as one slice of a hook takes. */
const BATCH = 100

export interface LoadDemoDataNeeds {
  database: Pick<Database, 'transaction'>
  createRecords: (
    ctx: RequestContext,
    input: { entity: string; records: JsonObject[] },
  ) => Promise<ReadonlyArray<{ id: string }>>
}

/**
 * Loads a plugin's demo data into a tenant: teams and users first, then the records in their order, through the same
 * validation, hooks and guards as anybody's. Users get no password; signing up under their address takes them over.
 * Throws BAD_REQUEST for a key that is not in the file, and what `createRecords` throws.
 */
export function makeLoadDemoData({ database, createRecords }: LoadDemoDataNeeds) {
  return async function loadDemoData(ctx: RequestContext, file: DemoFile): Promise<{ records: number }> {
    const users = await addPeople(database, ctx.tenant, file)
    const records = new Map<string, string>()
    const keys: DemoKeys = { records, users, today: new Date() }
    for (const batch of batchesOf(file.records)) {
      const [first] = batch
      if (first === undefined) continue
      const created = await createRecords(ctx, {
        entity: first.entity,
        records: batch.map((record) => valuesOf(record, keys)),
      })
      for (const [index, { id }] of created.entries()) records.set(batch[index]?.key ?? '', id)
    }
    return { records: records.size }
  }
}

function valuesOf({ key, owner, values }: DemoRecord, keys: DemoKeys): JsonObject {
  const place = `records/${key}`
  const owned = owner === undefined ? values : { ...values, ownerId: { $user: owner } }
  return resolveDemoValues(owned, keys, place)
}

/** Neighbours of one entity go together, unless one of them points at another: that one must exist first. */
function* batchesOf(records: readonly DemoRecord[]): Generator<DemoRecord[]> {
  let batch: DemoRecord[] = []
  for (const record of records) {
    const full = batch.length === BATCH || (batch[0] !== undefined && batch[0].entity !== record.entity)
    if (full || batch.some(({ key }) => refersTo(record, key))) {
      yield batch
      batch = []
    }
    batch.push(record)
  }
  yield batch
}

function refersTo({ values }: DemoRecord, key: string): boolean {
  return Object.values(values).some(
    (value) => value !== null && typeof value === 'object' && !Array.isArray(value) && value['$ref'] === key,
  )
}

/** Adds teams and users; one whose name or address the tenant has already is taken for the same. Users' ids by key. */
async function addPeople(
  database: Pick<Database, 'transaction'>,
  tenant: TenantRef,
  { teams, users }: DemoFile,
): Promise<Map<string, string>> {
  return database.transaction(tenant.schema, async (trx) => {
    const teamIds = new Map<string, string>()
    for (const { key, name, parent } of teams) teamIds.set(key, await addTeam(trx, name, teamIds.get(parent ?? '')))
    const userIds = new Map<string, string>()
    for (const { key, team, ...user } of users) userIds.set(key, await addUser(trx, user, teamIds.get(team ?? '')))
    await announceRights(trx, tenant.schema)
    return userIds
  })
}

// In both, the update that changes nothing is there to have the id of the row that exists returned.
async function addTeam(trx: Kysely<TenantTables>, name: string, parentId: string | undefined): Promise<string> {
  const { id } = await trx
    .insertInto('_team')
    .values({ id: uuidv7(), name, parent_id: parentId ?? null })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ name }))
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

async function addUser(
  trx: Kysely<TenantTables>,
  { email, name, roles }: { email: string; name: string; roles: string[] },
  teamId: string | undefined,
): Promise<string> {
  const { id } = await trx
    .insertInto('_user')
    .values({ id: uuidv7(), email, name, roles, team_id: teamId ?? null })
    .onConflict((conflict) => conflict.column('email').doUpdateSet({ email }))
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}
