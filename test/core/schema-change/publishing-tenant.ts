import { randomUUID } from 'node:crypto'
import type { EntitySchema, FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { ModelDocument, TenantEdits } from '@tenon/sdk/contract/model-document'
import type { PipelineSchema } from '@tenon/sdk/contract/pipeline-schema'
import { sql } from 'kysely'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { createTenant } from '../../../core/src/db/create-tenant.ts'
import type { Database } from '../../../core/src/db/database.ts'
import { compileModel } from '../../../core/src/model/compile-model.ts'
import { mergeModel } from '../../../core/src/model/merge-model.ts'
import { relocateRecords } from '../../../core/src/records/relocate-records.ts'
import { noHooks } from '../../../core/src/sandbox/read-inventory.ts'
import { preparePublish } from '../../../core/src/schema-change/prepare-publish.ts'
import type { PublishInput } from '../../../core/src/schema-change/publish-input.ts'
import { makePublishModel } from '../../../core/src/schema-change/publish-model.ts'
import { pluginPackage } from '../model/sample-model.ts'

export interface Parts {
  entities: EntitySchema[]
  pipelines?: PipelineSchema[]
  /** The code by which computed fields are worked out. */
  hooksSource?: string
}

/** A tenant whose model is published through the real engine, with short ways to rows and catalog. */
export async function openPublishingTenant(database: Database, options: { smallTableRows?: number } = {}) {
  const slug = `s${randomUUID().slice(0, 12)}`
  const tenant = await createTenant(database, { slug, name: slug })
  const ctx: RequestContext = {
    tenant,
    actor: { kind: 'system', id: 'test', name: 'Test' },
    requestId: 'test',
    signal: new AbortController().signal,
    locale: 'en',
    depth: 0,
  }
  const tools = { database, relocate: relocateRecords, ...options }
  const publishModel = makePublishModel({ ...tools, models: { invalidate: () => undefined } })
  const { schema } = tenant

  async function currentVersion(): Promise<number> {
    const rows = await database.tenant(schema).selectFrom('_model_version').select('version').execute()
    return Math.max(0, ...rows.map((row) => row.version))
  }

  async function publish(parts: Parts | ModelDocument, input: Partial<PublishInput> = {}) {
    const document = documentOf(parts)
    const baseVersion = await currentVersion()
    return publishModel(ctx, { document, edits: {}, baseVersion, consent: true, ...input })
  }

  async function plan(parts: Parts) {
    const { plan } = await preparePublish(tools, ctx, { db: database.tenant(schema), document: documentOf(parts) })
    return plan
  }

  async function query<T>(text: ReturnType<typeof sql<T>>): Promise<T[]> {
    return (await text.execute(database.tenant(schema))).rows
  }

  /** Inserts a row by column names and gives its id. */
  async function insert(table: string, values: Record<string, JsonValue> = {}): Promise<string> {
    const id = randomUUID()
    const all = { id, ...values }
    const names = sql.join(Object.keys(all).map((name) => sql.id(name)))
    await query(sql`insert into ${sql.id(schema, table)} (${names}) values (${sql.join(Object.values(all))})`)
    return id
  }

  async function valuesOf(table: string, column: string): Promise<unknown[]> {
    const value = sql.id(column)
    const rows = await query(
      sql<{ value: unknown }>`select ${value} as value from ${sql.id(schema, table)} order by ${value}`,
    )
    return rows.map((row) => row.value)
  }

  return { database, tenant, ctx, schema, publishModel, currentVersion, publish, plan, query, insert, valuesOf }
}

export type PublishingTenant = Awaited<ReturnType<typeof openPublishingTenant>>

/** A model of one plugin with these parts. */
export function documentOf(parts: Parts | ModelDocument, edits: TenantEdits = {}): ModelDocument {
  if (!Array.isArray(parts.entities)) return parts as ModelDocument
  const { entities, pipelines = [], hooksSource = null } = parts as Parts
  const fields = entities.flatMap(({ properties }) => Object.values(properties))
  const hooks = { ...noHooks(), computed: fields.flatMap(({ computedBy }) => computedBy ?? []) }
  return mergeModel([pluginPackage('demo', structuredClone({ entities, pipelines, hooksSource, hooks }))], edits)
}

export function compiled(parts: Parts | ModelDocument, version = 1) {
  return compileModel(documentOf(parts), version)
}

/** The same entity with other fields; null removes one. */
export function withFields(
  schema: EntitySchema,
  fields: Record<string, FieldSchema | null>,
  more: Partial<EntitySchema> = {},
): EntitySchema {
  const merged = Object.entries({ ...schema.properties, ...fields }).filter(([, value]) => value !== null)
  return { ...schema, ...more, properties: Object.fromEntries(merged) as EntitySchema['properties'] }
}
