import type { Access } from './access/make-access.ts'
import type { ApiServices } from './api/api-services.ts'
import type { RequestContext } from './context/request-context.ts'
import type { Database } from './db/database.ts'
import { madeAt } from './db/made-at.ts'
import { MARGIN_SECONDS, readMissed } from './events/read-missed.ts'
import { makeRightsChangedSince } from './events/rights-since.ts'
import { watchClock } from './events/watch-clock.ts'
import type { ModelStore } from './model/model-store.ts'
import { makeJudgeChanges, makeJudgeRecords, rightsKeyOf } from './records/judge-changes.ts'
import { makeReadSight } from './records/read-sight.ts'
import { makeReadableEntities } from './records/readable-entities.ts'

interface Ground {
  database: Database
  models: ModelStore
  access: Access
}

/** What live streams read: what a subscriber has missed, whether a change is one of what it follows, and what its actor sees. */
export function createLiveReads(ground: Ground, { find }: Pick<ApiServices['records'], 'find'>) {
  const { database, models, access } = ground
  const haveRightsChanged = makeRightsChangedSince(database)
  const mayBeTwice = watchClock(MARGIN_SECONDS * 1_000)
  const rightsKey = async (ctx: RequestContext, entity: string) => {
    const readable = (await access.of(ctx, await models.get(ctx.tenant))).readable(entity)
    return rightsKeyOf(ctx, readable?.rows('read') === 'all')
  }
  return {
    /** Whoever may see other records since is told of none of these: all has to be read again. */
    async readMissed(schema: string, lastId: string) {
      const since = madeAt(lastId)
      if (since === null || mayBeTwice(since)) return null
      const missed = await readMissed(database, schema, lastId)
      return missed === null || (await haveRightsChanged(schema, since)) ? null : missed
    },
    judgeChange: makeJudgeChanges({ findRecords: find, rightsKey }),
    judgeRecords: makeJudgeRecords({ findRecords: find }),
    readableEntities: makeReadableEntities(ground),
    readSight: makeReadSight(ground),
  }
}
