import type { CalendarList, CalendarNameInput, SaveCalendarInput } from '@tenon/sdk/contract/calendars-api'
import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { DEFAULT_CALENDAR } from '@tenon/sdk/contract/working-calendar'
import { type Kysely, sql } from 'kysely'
import type { AdminTools } from '../access/admin-tools.ts'
import { insertAdminAudit } from '../audit/insert-admin-audit.ts'
import type { RequestContext, TenantRef } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import type { TenantZones } from '../db/tenant-zones.ts'
import { checkCalendar } from './check-calendar.ts'
import { type KeptCalendar, readCalendars } from './read-calendars.ts'
import { CALENDAR_CHANNEL, type WorkingCalendars } from './working-calendars.ts'

const MAX_CALENDARS = 100

interface Dependencies extends AdminTools {
  database: Database
  zones: Pick<TenantZones, 'get'>
  calendars: Pick<WorkingCalendars, 'forget'>
  models: { get(tenant: TenantRef): Promise<{ document: Pick<ModelDocument, 'pipelines'> }> }
}

/** Makes the verbs over a tenant's working calendars. */
export function makeCalendars({ database, zones, calendars, models, requireAdmin }: Dependencies) {
  async function list(ctx: RequestContext): Promise<CalendarList> {
    const kept = await readCalendars(database.tenant(ctx.tenant.schema))
    const { document } = await models.get(ctx.tenant)
    return { ...withUses(kept, document), timeZone: await zones.get(ctx.tenant) }
  }

  return {
    list: (ctx: RequestContext) => list(ctx),

    async save(ctx: RequestContext, { revision, ...given }: SaveCalendarInput): Promise<CalendarList> {
      await requireAdmin(ctx)
      const calendar = checkCalendar(given, ctx.locale)
      const before = await readCalendars(database.tenant(ctx.tenant.schema))
      const known = before.find(({ name }) => name === calendar.name)
      if (known === undefined && before.length >= MAX_CALENDARS) throw tooMany(ctx.locale)
      const { name, holidays, workdays } = calendar
      const details = { revision: revision + 1, holidays: holidays.length, workdays: workdays.length }
      const action = known === undefined ? 'calendar.create' : 'calendar.change'
      await database.transaction(ctx.tenant.schema, async (trx) => {
        if ((known?.revision ?? 0) !== revision || !(await store(trx, { ...calendar, revision }))) {
          throw changedMeanwhile(ctx.locale, textIn(known?.label ?? calendar.label, ctx.locale))
        }
        await insertAdminAudit(trx, ctx, { action, id: name, details })
        await tellOthers(trx, ctx)
      })
      calendars.forget(ctx.tenant)
      return list(ctx)
    },

    async remove(ctx: RequestContext, { name }: CalendarNameInput): Promise<CalendarList> {
      await requireAdmin(ctx)
      const { calendars: all } = await list(ctx)
      const calendar = all.find((one) => one.name === name)
      if (calendar === undefined) throw notFound(ctx.locale, name)
      if (name === DEFAULT_CALENDAR || calendar.usedBy.length > 0) throw inUse(ctx.locale, calendar)
      await database.transaction(ctx.tenant.schema, async (trx) => {
        const { numDeletedRows } = await trx
          .deleteFrom('_working_calendar')
          .where('name', '=', name)
          .where('revision', '=', calendar.revision)
          .executeTakeFirstOrThrow()
        if (numDeletedRows === 0n) throw changedMeanwhile(ctx.locale, textIn(calendar.label, ctx.locale))
        await insertAdminAudit(trx, ctx, { action: 'calendar.remove', id: name, details: {} })
        await tellOthers(trx, ctx)
      })
      calendars.forget(ctx.tenant)
      return list(ctx)
    },
  }
}

function withUses(
  kept: readonly KeptCalendar[],
  { pipelines }: Pick<ModelDocument, 'pipelines'>,
): Omit<CalendarList, 'timeZone'> {
  const counting = Object.values(pipelines).flatMap(({ name, label, calendar }) =>
    calendar === undefined ? [] : [{ calendar, pipeline: { name, label } }],
  )
  const names = new Set(kept.map(({ name }) => name))
  const missing = counting.filter(({ calendar }) => !names.has(calendar))
  const usersOf = (name: string) => [
    ...counting.filter(({ calendar }) => calendar === name),
    ...(name === DEFAULT_CALENDAR ? missing : []),
  ]
  const calendars = kept.map((calendar) => ({
    ...calendar,
    usedBy: usersOf(calendar.name).map(({ pipeline }) => pipeline),
  }))
  return { calendars, missing }
}

/** False where somebody else was faster. */
async function store(trx: Kysely<TenantTables>, calendar: KeptCalendar): Promise<boolean> {
  const { name, label, timeZone, week, holidays, workdays, revision } = calendar
  const values = {
    label: JSON.stringify(label),
    time_zone: timeZone,
    week: JSON.stringify(week),
    holidays: JSON.stringify(holidays),
    workdays: JSON.stringify(workdays),
    revision: revision + 1,
  }
  const insert = trx.insertInto('_working_calendar').values({ name, ...values })
  const written = await insert
    .onConflict((conflict) =>
      conflict
        .column('name')
        .doUpdateSet({ ...values, updated_at: sql`now()` })
        .where('_working_calendar.revision', '=', revision),
    )
    .returning('name')
    .execute()
  return written.length > 0
}

async function tellOthers(trx: Kysely<TenantTables>, { tenant }: RequestContext): Promise<void> {
  await sql`select pg_notify(${CALENDAR_CHANNEL}, ${tenant.schema})`.execute(trx)
}

function changedMeanwhile(locale: Locale, label: string): TenonError {
  const message = {
    en: `Somebody else has changed the calendar ${label} meanwhile: read it again, then decide.`,
    'zh-CN': `日历“${label}”已被他人修改：请重新读取后再决定。`,
  }
  return new TenonError({ code: 'VERSION_CONFLICT', message: textIn(message, locale) })
}

function tooMany(locale: Locale): TenonError {
  const message = { en: `At most ${MAX_CALENDARS} calendars are kept.`, 'zh-CN': `最多保存 ${MAX_CALENDARS} 个日历。` }
  return new TenonError({ code: 'CONFLICT', message: textIn(message, locale) })
}

function notFound(locale: Locale, name: string): TenonError {
  const shown = name.slice(0, 60)
  const message = { en: `There is no calendar '${shown}'.`, 'zh-CN': `没有名为“${shown}”的日历。` }
  return new TenonError({ code: 'NOT_FOUND', message: textIn(message, locale) })
}

function inUse(locale: Locale, { name, label, usedBy }: CalendarList['calendars'][number]): TenonError {
  const shown = textIn(label, locale)
  const users = usedBy.map((pipeline) => textIn(pipeline.label, locale)).join(locale === 'zh-CN' ? '、' : ', ')
  const message =
    name === DEFAULT_CALENDAR
      ? {
          en: `The calendar ${shown} stays: pipelines without another one count by it.`,
          'zh-CN': `日历“${shown}”不能删除：没有其他日历的流程按它计算。`,
        }
      : {
          en: `The calendar ${shown} is used by ${users}: choose another one there first.`,
          'zh-CN': `日历“${shown}”正被 ${users} 使用：请先在那里选择其他日历。`,
        }
  return new TenonError({ code: 'CONFLICT', message: textIn(message, locale) })
}
