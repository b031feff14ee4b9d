import { createHash } from 'node:crypto'
import type { TenantCalendars } from '../calendars/working-calendars.ts'
import type { CompiledEntity } from '../model/compiled-model.ts'

/** The rules of an entity whose stages set no limits. */
export const NO_RULES = ''

/** What its records' due times follow from: another text where they would come out otherwise. */
export function stayRules({ pipelines }: CompiledEntity, calendars: TenantCalendars): string {
  const rules = pipelines.flatMap(({ name, stages, schema }) => {
    const limits = [...stages.values()].flatMap((stage) =>
      stage.slaHours === undefined && stage.rottingDays === undefined
        ? []
        : [[stage.name, stage.slaHours ?? null, stage.rottingDays ?? null]],
    )
    if (limits.length === 0) return []
    const { calendar } = schema
    return [[name, calendar === undefined ? null : calendars.find(calendar).fingerprint, limits]]
  })
  return rules.length === 0 ? NO_RULES : createHash('sha256').update(JSON.stringify(rules)).digest('hex')
}
