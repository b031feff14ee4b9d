import type { WebhookDeclaration } from '@tenon/sdk/contract/plugin-manifest'
import { sql } from 'kysely'
import type { TenantRef } from '../context/request-context.ts'
import { CONTROL_SCHEMA, type Database } from '../db/database.ts'
import type { SecretBox } from '../identity/secret-box.ts'
import type { WebhookProof } from './verify-webhook.ts'
import { newWebhookSecret } from './webhook-secret.ts'

export interface WebhookAddress {
  /** Short name of the tenant. */
  tenant: string
  plugin: string
  name: string
}

export interface FoundWebhook {
  tenant: TenantRef
  plugin: string
  name: string
  mode: NonNullable<WebhookDeclaration['mode']>
}

/** `found` is null where there is no such webhook; there is a proof all the same, which nobody can give. */
export interface WebhookToProve {
  found: FoundWebhook | null
  proof: WebhookProof
}

interface Row {
  verify: WebhookDeclaration['verify']
  header: string
  prefix: string
  mode: NonNullable<WebhookDeclaration['mode']>
  secret: string
  previous: string | null
}

/**
 * Looks up what an address names. For one that names nothing, or what is switched off, it asks the same questions of
 * some other tenant and gives a proof of the same kind: neither answer nor time tell who has which plugins.
 */
export function makeFindWebhook({
  database,
  secretBox,
  onError,
}: {
  database: Database
  secretBox: SecretBox
  /** Hears of secrets that cannot be read: their webhooks are as if they were not there. */
  onError: (error: unknown) => void
}) {
  const decoy: Row = {
    verify: 'standardWebhooks',
    header: 'x-signature',
    prefix: '',
    mode: 'queued',
    secret: secretBox.seal(newWebhookSecret('standardWebhooks')),
    previous: null,
  }

  return async function findWebhook({ tenant: slug, plugin, name }: WebhookAddress): Promise<WebhookToProve> {
    const tenant = await readTenant(database, slug)
    const row = tenant === null ? null : await readWebhook(database, tenant, { plugin, name })
    const secrets = open(row ?? decoy)
    if (tenant === null || row === null || secrets === null) return { found: null, proof: proofOf(decoy, open(decoy)) }
    const { id, schema } = tenant
    return { found: { tenant: { id, slug, schema }, plugin, name, mode: row.mode }, proof: proofOf(row, secrets) }
  }

  function open({ secret, previous }: Row): string[] | null {
    try {
      return [secret, ...(previous === null ? [] : [previous])].map((sealed) => secretBox.open(sealed))
    } catch (error) {
      onError(error)
      return null
    }
  }
}

function proofOf({ verify, header, prefix }: Row, secrets: string[] | null): WebhookProof {
  return { verify, header, prefix, secrets: secrets ?? [] }
}

/** Another tenant, not `known`, where there is none of that name. */
async function readTenant(database: Database, slug: string): Promise<(TenantRef & { known: boolean }) | null> {
  const tenants = sql.id(CONTROL_SCHEMA, 'tenant')
  const { rows } = await sql<TenantRef & { known: boolean }>`
    (select id, slug, schema, true as known from ${tenants} where slug = ${slug})
    union all (select id, slug, schema, false as known from ${tenants} where slug <> ${slug} limit 1)
    order by known desc limit 1`.execute(database.control)
  return rows[0] ?? null
}

async function readWebhook(
  database: Database,
  { schema, known }: TenantRef & { known: boolean },
  { plugin, name }: { plugin: string; name: string },
): Promise<Row | null> {
  const { rows } = await sql<Row>`
    select w.verify, w.header, w.prefix, w.mode, w.secret,
      case when w.previous_until > now() then w.previous_secret end as previous
    from ${sql.id(schema, '_plugin_webhook')} w join ${sql.id(schema, '_plugin')} p on p.id = w.plugin
    where w.plugin = ${plugin} and w.name = ${name} and w.enabled and w.secret is not null
      and ${known}::boolean`.execute(database.tenant(schema))
  return rows[0] ?? null
}
