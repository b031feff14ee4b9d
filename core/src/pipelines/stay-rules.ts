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
  if (rules.length === 0) return NO_RULES
  // Records of a stage that goes are moved to another one by the publish, without anybody's write.
  const names = pipelines.map(({ name, stages }) => [name, ...stages.keys()])
  return createHash('sha256')
    .update(JSON.stringify([rules, names]))
    .digest('hex')
}
