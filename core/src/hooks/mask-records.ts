import type { HookRecord } from '@tenon/sdk/contract/hook-call'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { TenantRef } from '../context/request-context.ts'
import type { ModelStore } from '../model/model-store.ts'
import type { InstalledPlugin } from './installed-plugin.ts'
import { pluginCapabilities } from './plugin-context.ts'

/** Gives records as one plugin's code may have them. */
export type MaskRecords = (
  tenant: TenantRef,
  call: { plugin: InstalledPlugin; entity: string; records: readonly HookRecord[] },
) => Promise<readonly HookRecord[]>

/**
 * Makes the function that leaves sensitive fields out of what hooks are given, for plugins without the capability
 * `entity:<name>:reveal`; their answers then say nothing of these fields, which stay as they are.
 */
export function makeMaskRecords({ models }: { models: Pick<ModelStore, 'get'> }): MaskRecords {
  return async (tenant, { plugin, entity, records }) => {
    if (records.length === 0 || pluginCapabilities(plugin).includes(`entity:${entity}:reveal`)) return records
    const compiled = (await models.get(tenant)).entities.get(entity)
    const fields = [...(compiled?.fields.values() ?? [])].filter(({ schema }) => schema.sensitive === true)
    const masked = new Set(fields.map(({ name }) => name))
    if (masked.size === 0) return records
    const open = (values: JsonObject) =>
      Object.fromEntries(Object.entries(values).filter(([name]) => !masked.has(name)))
    return records.map((record) => ({
      ...record,
      values: open(record.values),
      old: record.old === null ? null : open(record.old),
    }))
  }
}
