import { DEFAULT_CALENDAR } from '@tenon/sdk/contract/working-calendar'
import type { TenantCalendars } from '../calendars/working-calendars.ts'
import type { CompiledEntity, CompiledPipeline } from '../model/compiled-model.ts'
import type { PipelinePlace } from './place-in-pipeline.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** A record's time in a stage, from its entry on. Times in RFC 3339; null where the stage sets no limit. */
export interface StageStay {
  readonly enteredAt: string
  readonly dueAt: string | null
  readonly staleAt: string | null
  /** The first of the two. */
  readonly noticeAt: string | null
  /** Working time in the stage that was left, in seconds; null for a new record. */
  readonly workedBefore: number | null
}

/** A place that the record comes from, and since when it was there. */
export interface StageLeft extends PipelinePlace {
  enteredAt: string
}

interface Entry {
  place: PipelinePlace
  /** Null for a record that was in no stage. */
  left: StageLeft | null
  /** Milliseconds since 1970. */
  at: number
}

/** The stay that begins when a record enters a stage, by the calendar of its pipeline. */
export function stageStay(entity: CompiledEntity, calendars: TenantCalendars, { place, left, at }: Entry): StageStay {
  const limits = stageLimits(entity, calendars, { place, at })
  return {
    enteredAt: new Date(at).toISOString(),
    ...limits,
    noticeAt: earlier(limits.dueAt, limits.staleAt),
    workedBefore: left === null ? null : workedIn(entity, calendars, { left, at }),
  }
}

/** When a record that entered the stage at that time is due and stale. */
export function stageLimits(
  entity: CompiledEntity,
  calendars: TenantCalendars,
  { place, at }: Pick<Entry, 'place' | 'at'>,
): Pick<StageStay, 'dueAt' | 'staleAt'> {
  const pipeline = pipelineOf(entity, place)
  const stage = pipeline?.stages.get(place.stage)
  const calendar = pipeline?.schema.calendar
  const time = calendar === undefined ? null : calendars.find(calendar).time
  const { slaHours, rottingDays } = stage ?? {}
  const within = slaHours === undefined ? 0 : Math.round(slaHours * HOUR)
  return {
    dueAt: slaHours === undefined ? null : asTime(time === null ? at + within : time.add(at, within)),
    staleAt:
      rottingDays === undefined ? null : asTime(time === null ? at + rottingDays * DAY : time.addDays(at, rottingDays)),
  }
}

/** Seconds of work in the stage that is left: by `default` where its pipeline counts around the clock. */
function workedIn(
  entity: CompiledEntity,
  calendars: TenantCalendars,
  { left, at }: { left: StageLeft; at: number },
): number {
  const { time } = calendars.find(pipelineOf(entity, left)?.schema.calendar ?? DEFAULT_CALENDAR)
  return Math.max(0, Math.round(time.between(Date.parse(left.enteredAt), at) / 1000))
}

function pipelineOf(entity: CompiledEntity, { pipeline }: PipelinePlace): CompiledPipeline | undefined {
  return entity.pipelines.find(({ name }) => name === pipeline)
}

export function earlier(one: string | null, other: string | null): string | null {
  if (one === null || other === null) return one ?? other
  return one < other ? one : other
}

function asTime(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}
