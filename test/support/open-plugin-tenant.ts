import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { sql } from 'kysely'
import type { RequestContext } from '../../core/src/context/request-context.ts'
import { systemContext } from '../../core/src/context/system-context.ts'
import { createTenon, type TenonOptions } from '../../core/src/create-tenon.ts'
import type { DatabaseKind } from './open-test-database.ts'
import { testConfig } from './test-config.ts'

/** File of a plugin → its text, or a value to be written as JSON. */
export type PluginFiles = Record<string, unknown>

export type PluginTenant = Awaited<ReturnType<typeof openPluginTenant>>

/** The whole of Tenon with an empty tenant, into which plugins are installed from the text of their files. */
export async function openPluginTenant(kind: DatabaseKind, options: TenonOptions = {}) {
  const config = await testConfig(kind)
  const tenon = await createTenon(config, options)
  const tenant = await tenon.createTenant({ slug: 'acme', name: 'Acme' })
  const ctx = systemContext(tenant)
  const root = mkdtempSync(join(tmpdir(), 'tenon-plugins-'))
  let count = 0

  function write(files: PluginFiles, shelf = root): string {
    count += 1
    const folder = join(shelf, String(count))
    for (const [file, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true })
      writeFileSync(join(folder, file), typeof content === 'string' ? content : JSON.stringify(content, null, 2))
    }
    return folder
  }

  const load = async (files: PluginFiles): Promise<PluginPackage> => tenon.loadPluginFolder(write(files))

  return {
    tenon,
    /** For another process on the same database. */
    config,
    tenant,
    ctx,
    load,
    /** Puts plugins beside each other, and gives the folder that holds them. */
    shelve(...plugins: PluginFiles[]): string {
      const shelf = mkdtempSync(join(root, 'shelf-'))
      for (const files of plugins) write(files, shelf)
      return shelf
    },
    install: async (...plugins: PluginFiles[]) =>
      tenon.installPlugins(ctx, await Promise.all(plugins.map(load)), { downgrade: true, consent: true }),
    create: (entity: string, values: JsonObject, as: RequestContext = ctx) =>
      tenon.services.records.create(as, { entity, values }),
    update: (entity: string, { id, version }: TenonRecord, values: JsonObject) =>
      tenon.services.records.update(ctx, { entity, id, version, values }),
    get: (entity: string, { id }: { id: string }) => tenon.services.records.get(ctx, { entity, id }),
    find: async (entity: string, input: object = {}) =>
      (await tenon.services.records.find(ctx, { entity, ...input })).records,
    count: async (table: string) => {
      const { rows } = await sql<{ count: number }>`
        select count(*)::int as count from ${sql.id(tenant.schema, table)}`.execute(tenon.database.control)
      return rows[0]?.count ?? 0
    },
    close: async () => {
      await tenon.close()
      rmSync(root, { recursive: true, force: true })
    },
  }
}

const LABEL = { en: 'Thing', 'zh-CN': '东西' }

/** A manifest with what every one must have. */
export function manifest(id: string, more: object = {}) {
  return { id, version: '1.0.0', label: { en: id }, host: '*', ...more }
}

/** An entity with what every one must have; fields given by their type get a label. */
export function entityFile(name: string, properties: Record<string, object>, more: object = {}) {
  const fields = Object.entries(properties).map(([field, schema]) => [field, { label: { en: field }, ...schema }])
  const all = { name: { fieldType: 'text', label: LABEL }, ...Object.fromEntries(fields) }
  return { type: 'object', name, label: LABEL, pluralLabel: LABEL, titleField: 'name', properties: all, ...more }
}

/** The text of a `hooks.ts`. */
export function hooksFile(definition: string): string {
  return `import { contractValues, definePlugin, eachRecord, reject } from '@tenon/sdk/plugin'\nexport const plugin = definePlugin(${definition})\n`
}
