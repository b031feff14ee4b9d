import { textIn } from '@tenon/sdk/contract/locale'
import { PERSONAL_LIMITS, type PersonalApi } from '@tenon/sdk/contract/personal-api'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { sql } from 'kysely'
import type { RequestContext } from '../../context/request-context.ts'
import type { WithContext } from '../../identity/with-context.ts'
import { nameBook } from '../../model/names/name-book.ts'
import { entityKey } from '../names/keyed-input.ts'
import { makeListPreferences } from './list-preferences.ts'
import type { PersonalDependencies } from './personal-dependencies.ts'
import { type KnownTable, readKnownRecords } from './read-known-records.ts'

/** Makes the verbs over what one person has for themselves. Rights are asked when something is shown, and when it is noted. */
export function makePersonal(dependencies: PersonalDependencies): WithContext<PersonalApi> {
  const { database, models, records } = dependencies
  const dbOf = ({ tenant }: RequestContext) => database.tenant(tenant.schema)
  const keyOf = async (ctx: RequestContext, entity: string) =>
    entityKey(ctx, nameBook(await models.get(ctx.tenant)), entity)

  async function known(ctx: RequestContext, table: KnownTable, input: { entity?: string; limit?: number } = {}) {
    const userId = requirePerson(ctx)
    return readKnownRecords(dependencies, ctx, { table, userId, ...input })
  }

  return {
    ...makeListPreferences(dependencies, requirePerson),
    recent: (ctx, input) => known(ctx, '_recent_record', input),
    favourites: (ctx, input) => known(ctx, '_favourite_record', input),

    async visit(ctx, { entity, id }) {
      const user_id = requirePerson(ctx)
      await records.get(ctx, { entity, id, fields: [] })
      const db = dbOf(ctx)
      await db
        .insertInto('_recent_record')
        .values({ user_id, entity: await keyOf(ctx, entity), record_id: id })
        .onConflict((conflict) => conflict.columns(['user_id', 'record_id']).doUpdateSet({ at: sql<Date>`now()` }))
        .execute()
      await forgetOldest(dependencies, ctx, user_id)
      const mark = db.selectFrom('_favourite_record').select('record_id').where('user_id', '=', user_id)
      const marked = await mark.where('record_id', '=', id).executeTakeFirst()
      return { entity, id, isFavourite: marked !== undefined }
    },

    async setFavourite(ctx, { entity, id, favourite }) {
      const user_id = requirePerson(ctx)
      const db = dbOf(ctx)
      if (!favourite) {
        // Whoever lost the record out of sight still gets rid of the mark.
        await db.deleteFrom('_favourite_record').where('user_id', '=', user_id).where('record_id', '=', id).execute()
        return { entity, id, isFavourite: false }
      }
      await records.get(ctx, { entity, id, fields: [] })
      const key = await keyOf(ctx, entity)
      const table = sql.id(ctx.tenant.schema, '_favourite_record')
      const { numAffectedRows } = await sql`
        insert into ${table} (user_id, entity, record_id) select ${user_id}::uuid, ${key}, ${id}::uuid
        where (select count(*) from ${table} where user_id = ${user_id}::uuid and record_id <> ${id}::uuid)
          < ${PERSONAL_LIMITS.favourites}::int
        on conflict (user_id, record_id) do update set entity = excluded.entity`.execute(db)
      if (numAffectedRows === 0n) throw tooMany(ctx)
      return { entity, id, isFavourite: true }
    },
  } satisfies WithContext<PersonalApi>
}

/** Only so many are kept, whatever became of the records. */
async function forgetOldest({ database }: PersonalDependencies, ctx: RequestContext, userId: string): Promise<void> {
  const table = sql.id(ctx.tenant.schema, '_recent_record')
  await sql`
    delete from ${table} where user_id = ${userId}::uuid and record_id in (
      select record_id from ${table} where user_id = ${userId}::uuid order by at desc offset ${PERSONAL_LIMITS.recent}::int
    )`.execute(database.tenant(ctx.tenant.schema))
}

function requirePerson({ actor, locale }: RequestContext): string {
  if (actor.kind === 'user') return actor.id
  const message = { en: 'Only people have something for themselves.', 'zh-CN': '只有个人用户才有个人设置。' }
  throw new TenonError({ code: 'FORBIDDEN', message: textIn(message, locale) })
}

function tooMany({ locale }: RequestContext): TenonError {
  const message = {
    en: `You have ${PERSONAL_LIMITS.favourites} favourites, which is all there can be: take one away first.`,
    'zh-CN': `收藏最多 ${PERSONAL_LIMITS.favourites} 条，请先取消一条。`,
  }
  return new TenonError({ code: 'CONFLICT', message: textIn(message, locale) })
}
