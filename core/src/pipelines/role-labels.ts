import { type Locale, type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import { BUILT_IN_LABELS } from '../access/built-in-roles.ts'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'

/** Role → what people call it. */
export type RoleLabels = ReadonlyMap<string, LocalizedText>

/** Roles as messages name them. One statement, and none where no role is asked about. */
export async function readRoleLabels(
  database: Database,
  ctx: RequestContext,
  names: readonly string[],
): Promise<RoleLabels> {
  if (names.length === 0) return new Map()
  const rows = await database
    .tenant(ctx.tenant.schema)
    .selectFrom('_role')
    .select(['name', 'label'])
    .where('name', 'in', [...new Set(names)])
    .execute()
  return new Map([...Object.entries(BUILT_IN_LABELS), ...rows.map(({ name, label }) => [name, label] as const)])
}

/** One that the tenant does not have goes by its name. */
export function namedRoles(names: readonly string[], labels: RoleLabels, locale: Locale): string[] {
  return names.map((name) => textIn(labels.get(name) ?? name, locale))
}
