import type { EndFormerNameInput, FormerName, PartPlace } from '@tenon/sdk/contract/model-names'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { sql } from 'kysely'
import { insertAdminAudit } from '../audit/insert-admin-audit.ts'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { MODEL_CHANNEL, type ModelStore } from '../model/model-store.ts'
import type { FormerEntry } from '../model/names/former-entry.ts'
import { type NameBook, nameBook } from '../model/names/name-book.ts'
import { spoken } from './spoken.ts'

/** Old names of parts of the model in force that still work. */
export interface FormerNames {
  /** The first to end comes first. */
  list(ctx: RequestContext): Promise<FormerName[]>
  /** Ends one at once; gives those that are left. NOT_FOUND where there is no such old name. */
  end(ctx: RequestContext, input: EndFormerNameInput): Promise<FormerName[]>
}

interface Dependencies {
  database: Database
  models: Pick<ModelStore, 'get' | 'invalidate'>
  requireAdmin: (ctx: RequestContext) => void | Promise<void>
}

export function makeFormerNames({ database, models, requireAdmin }: Dependencies): FormerNames {
  async function list(ctx: RequestContext): Promise<FormerName[]> {
    await requireAdmin(ctx)
    const book = nameBook(await models.get(ctx.tenant))
    return book
      .former()
      .map((entry) => told(book, entry))
      .sort((one, other) => one.endsAt.localeCompare(other.endsAt))
  }

  async function end(ctx: RequestContext, { place, formerName }: EndFormerNameInput) {
    await requireAdmin(ctx)
    const book = nameBook(await models.get(ctx.tenant))
    const entry = book.former().find((one) => one.name === formerName && isSame(told(book, one).place, place))
    if (entry === undefined) throw noSuchName(ctx, formerName)
    const { part, scope, name } = entry
    await database.transaction(ctx.tenant.schema, async (trx) => {
      await trx
        .deleteFrom('_former_name')
        .where('part', '=', part)
        .where('scope', '=', scope)
        .where('name', '=', name)
        .execute()
      await insertAdminAudit(trx, ctx, {
        action: 'model.endFormerName',
        id: name,
        details: { part, scope, key: entry.key },
      })
      // Other processes read the model again, names and all.
      const payload = JSON.stringify({ schema: ctx.tenant.schema })
      await sql`select pg_notify(${MODEL_CHANNEL}, ${payload})`.execute(trx)
    })
    models.invalidate(ctx.tenant)
    return list(ctx)
  }

  return { list, end }
}

function told({ names }: NameBook, { part, scope, key, name, renamedAt, endsAt }: FormerEntry): FormerName {
  return {
    place: placeOf(),
    formerName: name,
    renamedAt: renamedAt.toISOString(),
    endsAt: endsAt.toISOString(),
  }

  function placeOf(): PartPlace {
    if (part === 'entity') return { part, entity: names.entity(key) }
    if (part === 'field') return { part, entity: names.entity(scope), field: names.field(scope, key) }
    return { part, pipeline: scope, stage: names.stage(scope, key) }
  }
}

function isSame(one: PartPlace, other: PartPlace): boolean {
  const sorted = (place: PartPlace) => JSON.stringify(Object.entries(place).sort(([a], [b]) => (a < b ? -1 : 1)))
  return sorted(one) === sorted(other)
}

function noSuchName(ctx: RequestContext, name: string): TenonError {
  const text = {
    en: `'${name}' is no old name of this part that still works.`,
    'zh-CN': `“${name}”不是该部分仍有效的旧名称。`,
  }
  return new TenonError({ code: 'NOT_FOUND', message: spoken(ctx, text) })
}
