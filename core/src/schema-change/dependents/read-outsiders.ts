import type { TenantRef } from '../../context/request-context.ts'
import type { Database } from '../../db/database.ts'
import type { ModelUsers } from './model-users.ts'

/** Sites that may embed, and what keys and sites are called, removed ones among them. */
export async function readOutsiders(
  { control }: Pick<Database, 'control'>,
  { id }: TenantRef,
): Promise<Pick<ModelUsers, 'sites' | 'names'>> {
  const columns = ['id', 'name', 'revoked_at'] as const
  const sites = await control.selectFrom('site').select(columns).where('tenant_id', '=', id).orderBy('name').execute()
  const keys = await control.selectFrom('api_key').select(columns).where('tenant_id', '=', id).execute()
  return {
    sites: new Map(sites.filter(({ revoked_at }) => revoked_at === null).map((site) => [site.id, site.name])),
    names: new Map([
      ...sites.map((site) => [`site:${site.id}`, site.name] as const),
      ...keys.map((key) => [`apiKey:${key.id}`, key.name] as const),
    ]),
  }
}
