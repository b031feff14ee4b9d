import { textIn } from '@tenon/sdk/contract/locale'
import type { TenantSettings } from '@tenon/sdk/contract/settings-api'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { isZone } from '@tenon/sdk/expression/zone'
import { sql } from 'kysely'
import { insertAdminAudit } from '../audit/insert-admin-audit.ts'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { readTagsByTyping, storeTagsByTyping } from '../db/tags-by-typing.ts'
import type { TenantZones } from '../db/tenant-zones.ts'
import type { AdminTools } from './admin-tools.ts'

interface Dependencies extends AdminTools {
  database: Database
  zones: TenantZones
}

/** Makes the verbs over what holds for a tenant as a whole. */
export function makeSettings({ database, zones, requireAdmin }: Dependencies) {
  const read = async ({ tenant }: RequestContext): Promise<TenantSettings> => ({
    timeZone: await zones.get(tenant),
    tagsByTyping: await readTagsByTyping(database.tenant(tenant.schema)),
  })

  return {
    read,

    async change(ctx: RequestContext, { timeZone, tagsByTyping }: Partial<TenantSettings>): Promise<TenantSettings> {
      await requireAdmin(ctx)
      const before = await read(ctx)
      const isOther = timeZone !== undefined && timeZone !== before.timeZone
      if (isOther && (!isZone(timeZone) || !(await isKnownZone(database, timeZone)))) throw unknownZone(ctx, timeZone)
      await database.transaction(ctx.tenant.schema, async (trx) => {
        const note = (id: keyof TenantSettings, value: string | boolean) =>
          insertAdminAudit(trx, ctx, { action: 'setting.change', id, details: { old: before[id], new: value } })
        if (isOther) {
          await zones.store(trx, ctx.tenant, timeZone)
          await note('timeZone', timeZone)
        }
        if (tagsByTyping !== undefined && tagsByTyping !== before.tagsByTyping) {
          await storeTagsByTyping(trx, tagsByTyping)
          await note('tagsByTyping', tagsByTyping)
        }
      })
      zones.forget(ctx.tenant)
      return read(ctx)
    },
  }
}

/** The database has zones of its own, and works out days too. */
async function isKnownZone(database: Database, timeZone: string): Promise<boolean> {
  try {
    await sql`select now() at time zone ${timeZone}::text`.execute(database.control)
    return true
  } catch (error) {
    // invalid_parameter_value
    if (error instanceof Error && 'code' in error && error.code === '22023') return false
    throw error
  }
}

function unknownZone({ locale }: RequestContext, timeZone: string): TenonError {
  const shown = timeZone.slice(0, 60).toWellFormed()
  const text = textIn(
    {
      en: `'${shown}' is no time zone; expected an IANA name such as 'Asia/Shanghai', 'Europe/Berlin' or 'UTC'`,
      'zh-CN': `“${shown}”不是时区；应为 IANA 名称，例如“Asia/Shanghai”、“Europe/Berlin”或“UTC”`,
    },
    locale,
  )
  return new TenonError({
    code: 'VALIDATION_FAILED',
    message: text,
    problems: [{ pointer: '/timeZone', message: text, rule: 'timeZone' }],
  })
}
