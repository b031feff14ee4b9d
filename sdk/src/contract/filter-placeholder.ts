import type { JsonValue } from './json-value.ts'

/**
 * What may stand in a filter for a value that depends on who asks, and when: the server fills it in, as often as it is asked. People:
 * `{ "$actor": true }` is the person who asks, `{ "$team": true }` their team, `{ "$teams": true }` that one and all below it; over
 * fields that hold a person these two stand for the people in them, as row rules have it. Days, by the tenant's clocks:
 * `{ "$today": -7 }` is seven days ago; `{ "$week": 0 }` the Monday of this week, `{ "$month": 1 }` the first day of the next month;
 * `$quarter` and `$year` alike.
 */
export const FILTER_PLACEHOLDERS = [
  '$actor',
  '$team',
  '$teams',
  '$today',
  '$week',
  '$month',
  '$quarter',
  '$year',
] as const
export type FilterPlaceholder = (typeof FILTER_PLACEHOLDERS)[number]
export type PersonPlaceholder = '$actor' | '$team' | '$teams'
export type DayPlaceholder = Exclude<FilterPlaceholder, PersonPlaceholder>

export type Placeholder = { name: PersonPlaceholder } | { name: DayPlaceholder; offset: number }

/** The first day of the span that is so many after the one that today is in. */
export const PLACEHOLDER_LIMITS = { $today: 36_500, $week: 5_200, $month: 1_200, $quarter: 400, $year: 100 } as const

const PEOPLE: ReadonlySet<string> = new Set(['$actor', '$team', '$teams'])

/** Whether it stands for something else: any object with a name that begins with `$`, also one that nothing is known by. */
export function isPlaceholder(value: JsonValue | undefined): value is { [name: string]: JsonValue } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return Object.keys(value).some((name) => name.startsWith('$'))
}

/** What a value stands for; null for one that stands for itself, and for one that is not well-formed. */
export function readPlaceholder(value: JsonValue | undefined): Placeholder | null {
  if (!isPlaceholder(value)) return null
  const [name = '', ...more] = Object.keys(value)
  const known = FILTER_PLACEHOLDERS.find((one) => one === name)
  const given = value[name]
  if (known === undefined || more.length > 0) return null
  if (isOfPeople(known)) return given === true ? { name: known } : null
  const isWithin = typeof given === 'number' && Number.isInteger(given) && Math.abs(given) <= PLACEHOLDER_LIMITS[known]
  return isWithin ? { name: known, offset: given } : null
}

export function isOfPeople(name: FilterPlaceholder): name is PersonPlaceholder {
  return PEOPLE.has(name)
}

/** Stands in a filter for whoever asks. */
export function isActorValue(value: JsonValue | undefined): boolean {
  return readPlaceholder(value)?.name === '$actor'
}
