import type { DuplicateRuleInput, DuplicateSearch, DuplicatesApi } from '@tenon/sdk/contract/duplicates-api'
import { textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import type { Access } from '../access/make-access.ts'
import { isAlive } from '../actions/run-rows.ts'
import { waitAMoment } from '../actions/wait-a-moment.ts'
import { actorReference, type RequestContext } from '../context/request-context.ts'
import type { WithContext } from '../identity/with-context.ts'
import { namedRule } from '../records/duplicates/find-duplicates.ts'
import { estimateRows } from '../records/estimate-rows.ts'
import { makeOpenScope, type RecordScope, tableOf } from '../records/record-scope.ts'
import { makeSearchWorker } from './make-search-worker.ts'
import { readGroups } from './read-groups.ts'
import type { SearchGround } from './search-batch.ts'
import { readSearch, SEARCH_CHANNEL } from './search-rows.ts'

export interface SearchesGround extends SearchGround {
  access: Pick<Access, 'of' | 'requireAdmin'>
  onError: (error: unknown) => void
}

type Verbs = Pick<WithContext<DuplicatesApi>, 'startSearch' | 'search' | 'cancelSearch' | 'groups'>

/** Searches for duplicates over whole entities, which go on whether anybody waits, and what they found. */
export function makeDuplicateSearches(ground: SearchesGround) {
  const { database, access } = ground
  const openScope = makeOpenScope(ground)
  const worker = makeSearchWorker(ground)
  const dbOf = ({ tenant }: RequestContext) => database.tenant(tenant.schema)

  async function open(ctx: RequestContext, { entity, rule: name }: DuplicateRuleInput) {
    const scope = await openScope(ctx, { entity, action: 'read' })
    return { scope, rule: namedRule(scope, name) }
  }

  async function known(ctx: RequestContext, asked: DuplicateRuleInput): Promise<DuplicateSearch> {
    const search = await readSearch(dbOf(ctx), asked)
    if (search === null) throw new Error(`The search for duplicates of '${asked.entity}' is gone`)
    return search
  }

  const verbs: Verbs = {
    async startSearch(ctx, asked) {
      const { scope } = await open(ctx, asked)
      const held = await begin(ground, scope, asked)
      if (held !== null) await waitAMoment(worker.work(ctx.tenant, held))
      return known(ctx, asked)
    },
    async search(ctx, asked) {
      await open(ctx, asked)
      return readSearch(dbOf(ctx), asked)
    },
    async cancelSearch(ctx, asked) {
      await open(ctx, asked)
      const search = await readSearch(dbOf(ctx), asked)
      if (search?.status !== 'running') return search
      if (search.actor !== actorReference(ctx.actor)) await access.requireAdmin(ctx)
      await dbOf(ctx)
        .updateTable('_duplicate_search')
        .set({ status: 'cancelled', ended_at: new Date(), error: null })
        .where('id', '=', search.id)
        .where('status', '=', 'running')
        .execute()
      return readSearch(dbOf(ctx), asked)
    },
    async groups(ctx, { entity, rule: name, ...page }) {
      const { scope, rule } = await open(ctx, { entity, rule: name })
      const search = await readSearch(dbOf(ctx), { entity, rule: name })
      if (search === null) return { groups: [], count: 0, next: null }
      return readGroups(dbOf(ctx), scope, { ...page, search: search.id, rule })
    },
  }
  return { verbs, goOn: worker.goOn, watch: worker.watch, close: worker.close }
}

/** Puts a new search in the place of the last one; null where one is under way. @throws TenonError RATE_LIMITED */
async function begin({ database }: SearchGround, { ctx, entity }: RecordScope, { rule }: DuplicateRuleInput) {
  const { schema } = ctx.tenant
  const total = await estimateRows(database.tenant(schema), {
    table: tableOf(ctx, entity),
    matching: sql<boolean>`r.deleted_at is null`,
  })
  const held = { id: uuidv7(), worker: uuidv7() }
  return database.transaction(schema, async (trx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`${schema} duplicates`}::text, 4711))`.execute(trx)
    const open = await trx
      .selectFrom('_duplicate_search')
      .select(['entity', 'rule', isAlive().as('alive')])
      .where('status', '=', 'running')
      .execute()
    if (open.some((one) => one.entity === entity.name && one.rule === rule)) return null
    if (open.filter(({ alive }) => alive).length >= MOST_AT_ONCE) throw tooMany(ctx)
    await trx.deleteFrom('_duplicate_search').where('entity', '=', entity.name).where('rule', '=', rule).execute()
    const { actor, locale } = ctx
    const facts = { entity: entity.name, rule, actor: actorReference(actor), actor_name: actor.name, locale, total }
    await trx
      .insertInto('_duplicate_search')
      .values({ ...held, ...facts, status: 'running' })
      .execute()
    const { id, slug } = ctx.tenant
    await sql`select pg_notify(${SEARCH_CHANNEL}, ${JSON.stringify({ id, slug, schema })})`.execute(trx)
    return held
  })
}

/** Searches of one tenant: each reads a whole table. */
const MOST_AT_ONCE = 3

function tooMany({ locale }: RequestContext): TenonError {
  const message = {
    en: `${MOST_AT_ONCE} searches for duplicates are under way already: wait until one of them has ended.`,
    'zh-CN': `已有 ${MOST_AT_ONCE} 个查重正在执行：请等待其中一个结束。`,
  }
  return new TenonError({ code: 'RATE_LIMITED', message: textIn(message, locale) })
}
