import {
  ERASE_RIGHT,
  type HoldInput,
  type LegalHold,
  type PersonInput,
  type PrivacyApi,
} from '@tenon/sdk/contract/privacy-api'
import { sql } from 'kysely'
import { insertAdminAudit } from '../../audit/insert-admin-audit.ts'
import { actorReference, type RequestContext } from '../../context/request-context.ts'
import type { WithContext } from '../../identity/with-context.ts'
import { isUuid } from '../is-uuid.ts'
import { recordNotFound } from '../record-not-found.ts'
import { readHolds } from './legal-holds.ts'
import { entityCalled, type PrivacyGround } from './privacy-ground.ts'
import { requireFinding, requirePrivacyRight } from './require-privacy-right.ts'

/** Makes the verbs by which nothing of a record may be erased, or again. */
export function makeHoldVerbs(ground: PrivacyGround): Pick<WithContext<PrivacyApi>, 'holds' | 'hold' | 'release'> {
  const { database, models, access } = ground

  async function recordOf(ctx: RequestContext, { entity: name, id }: PersonInput) {
    await requirePrivacyRight(access, ctx, ERASE_RIGHT)
    const model = await models.get(ctx.tenant)
    const entity = entityCalled(ctx, model, { name, person: false })
    if (!isUuid(id)) throw recordNotFound({ ctx, entity }, id)
    return { model, entity, id }
  }

  return {
    async holds(ctx) {
      await requireFinding(access, ctx)
      return readHolds(database.tenant(ctx.tenant.schema), { ctx, model: await models.get(ctx.tenant) })
    },

    async hold(ctx: RequestContext, { reason, ...input }: HoldInput): Promise<LegalHold> {
      const { model, entity, id } = await recordOf(ctx, input)
      const by = { set_by: actorReference(ctx.actor), set_by_name: ctx.actor.name }
      return database.transaction(ctx.tenant.schema, async (trx) => {
        await trx
          .insertInto('_legal_hold')
          .values({ entity: entity.name, record_id: id, reason, ...by })
          .onConflict((on) => on.columns(['entity', 'record_id']).doUpdateSet({ reason, ...by, set_at: sql`now()` }))
          .execute()
        const [hold] = await readHolds(trx, { ctx, model }, { entity: entity.name, id })
        if (hold === undefined) throw recordNotFound({ ctx, entity }, id)
        await insertAdminAudit(trx, ctx, { action: 'privacy.hold', id, details: { of: entity.name, reason } })
        return hold
      })
    },

    async release(ctx, input) {
      const { entity, id } = await recordOf(ctx, input)
      return database.transaction(ctx.tenant.schema, async (trx) => {
        const held = trx.deleteFrom('_legal_hold').where('entity', '=', entity.name).where('record_id', '=', id)
        const { numDeletedRows } = await held.executeTakeFirst()
        const released = numDeletedRows > 0n
        const details = { of: entity.name }
        if (released) await insertAdminAudit(trx, ctx, { action: 'privacy.release', id, details })
        return { released }
      })
    },
  }
}
