import { type RawBuilder, sql } from 'kysely'
import type { CompiledField } from '../model/compiled-model.ts'
import type { ColumnAt } from './column-at.ts'
import { type ConvertibleField, convertField } from './field-conversion.ts'
import { fieldOfGeneration, type ParkedGeneration } from './parked-generations.ts'

type Sql = RawBuilder<unknown>

/** A row with the values under the names that conversions know. `offset 0` keeps each from being worked out twice. */
export function conversionRow(values: readonly Sql[]): Sql {
  return sql`select ${sql.join(values.map((value, at) => sql`${value} as ${sql.id(`c${at}`)}`))} offset 0`
}

interface Return {
  /** The field as it is; null where nothing is known of it but its columns. */
  from: ConvertibleField | null
  to: CompiledField
  /** Its columns. */
  sources: readonly string[]
  /** What rows without a value were filled with since; fewer where there is no default. */
  fills: readonly Sql[]
  /** Latest first. */
  steps: readonly ParkedGeneration[]
  at: ColumnAt
}

/**
 * Undoes conversions one after the other: a value that is still what the parked one gave becomes the parked one again,
 * another one was written since, and is converted back.
 */
export function goBack({ from, to, sources, fills, steps, at }: Return): Sql[] {
  let [present, field, filled]: [readonly Sql[], ConvertibleField | null, ReadonlyArray<readonly Sql[]>] = [
    sources.map(at),
    from,
    fills.length === 0 ? [] : [fills],
  ]
  for (const [index, generation] of steps.entries()) {
    const isLast = index === steps.length - 1
    const target = isLast ? to : null
    const back = generation.conversion?.back?.map((text) => sql.raw(text)) ?? backTo(field, target)
    const parked = generation.columns.map(({ parkedName }) => at(parkedName))
    const inputs = (generation.conversion?.inputs ?? []).map(at)
    const since = (generation.conversion?.filled ?? []).map((values) => values.map((text) => sql.raw(text)))
    const step = { present, fills: [...filled, ...since], parked, inputs, generation, back }
    present = generation.types.map((_, part) => oneBack(step, part))
    field = fieldOfGeneration(generation)
    filled = []
  }
  return [...present]
}

function backTo(field: ConvertibleField | null, target: CompiledField | null): readonly Sql[] | null {
  return field === null || target === null ? null : (convertField(field, target)?.values ?? null)
}

interface StepBack {
  present: readonly Sql[]
  /** Each with a value per column. */
  fills: ReadonlyArray<readonly Sql[]>
  parked: readonly Sql[]
  inputs: readonly Sql[]
  generation: ParkedGeneration
  back: readonly Sql[] | null
}

function oneBack({ present, fills, parked, inputs, generation, back }: StepBack, part: number): Sql {
  const [now, old] = [present.map((_, n) => sql.ref(`w.n${n}`)), parked.map((_, n) => sql.ref(`w.p${n}`))]
  const gaveFrom = [...old, ...inputs.map((_, n) => sql.ref(`w.i${n}`))]
  const gave = now.map((value, n) => {
    const text = generation.conversion?.values?.[n]
    const given = text === undefined ? sql`null` : sql`(${sql.raw(text)})`
    const same = sql`${given} is not distinct from ${value}`
    const wasFilled = fills.flatMap((fill) => fill[n] ?? []).map((fill) => sql`${value} = ${fill}`)
    return wasFilled.length === 0 ? same : sql`(${same} or (${given} is null and (${sql.join(wasFilled, sql` or `)})))`
  })
  const unchanged = sql`(select ${sql.join(gave, sql` and `)} from (${conversionRow(gaveFrom)}) v)`
  const converted = back?.[part] ?? sql`null::${sql.raw(generation.types[part] ?? 'text')}`
  const row = sql.join([
    ...present.map((value, n) => sql`${value} as ${sql.id(`n${n}`)}`),
    ...parked.map((value, n) => sql`${value} as ${sql.id(`p${n}`)}`),
    ...inputs.map((value, n) => sql`${value} as ${sql.id(`i${n}`)}`),
  ])
  return sql`(select case when ${unchanged} then ${old[part]}
    else (select ${converted} from (${conversionRow(now)}) v) end from (select ${row} offset 0) w)`
}
