import type { ChangePlan } from '@tenon/sdk/contract/change-plan'
import type { ModelDocument, TenantEdits } from '@tenon/sdk/contract/model-document'
import type { LiveMessage } from '@tenon/sdk/contract/record-event'
import { type Kysely, sql } from 'kysely'
import { actorReference, type RequestContext } from '../context/request-context.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { keepParts } from './model-parts.ts'
import { noteFormerNames } from './note-former-names.ts'
import type { PublishInput } from './publish-input.ts'
import { useApproval } from './second-approval.ts'
import { readCurrentVersion } from './stored-version.ts'

interface Finish {
  document: ModelDocument
  edits: TenantEdits
  note?: string
  parts?: PublishInput['parts']
  plan: ChangePlan
  version: number
  withinTransaction?: (trx: Kysely<TenantTables>, version: number) => Promise<void>
}

/** Of rows of Tenon's own: nobody queues up behind them. */
const LOCK_TIMEOUT = '2s'

/** What makes the version the one in force: its row, the caller's writes, and the notices that go out at commit. */
export async function finishPublish(trx: Kysely<TenantTables>, ctx: RequestContext, finish: Finish): Promise<number> {
  const { document, edits, note, plan, version, withinTransaction } = finish
  await sql`select set_config('lock_timeout', ${LOCK_TIMEOUT}, true)`.execute(trx)
  const before = await readCurrentVersion(trx)
  await trx
    .insertInto('_model_version')
    .values({
      version,
      document: JSON.stringify(document),
      edits: JSON.stringify(edits),
      plan: JSON.stringify(plan),
      note: note ?? null,
      created_by: actorReference(ctx.actor),
    })
    .execute()
  if (finish.parts !== undefined) await keepParts(trx, { ...finish.parts, version })
  await noteFormerNames(trx, before?.document ?? null, document)
  await useApproval(trx, { plan, version })
  await withinTransaction?.(trx, version)
  const message: LiveMessage = { type: 'model.published', version }
  const { schema } = ctx.tenant
  const notices = [
    sql`pg_notify('tenon_model', ${JSON.stringify({ schema, version })})`,
    sql`pg_notify('tenon_live', ${JSON.stringify({ schema, message })})`,
  ]
  await sql`select ${sql.join(notices)}`.execute(trx)
  return version
}
