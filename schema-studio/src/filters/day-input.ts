import { type DayPlaceholder, type Placeholder, readPlaceholder } from '@tenon/sdk/contract/filter-placeholder'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { html } from 'lit'
import { localeStore } from '../app/locale-store.ts'
import { translate } from '../locales/translate.ts'
import { dayWords } from './day-words.ts'

type Moving = Extract<Placeholder, { name: DayPlaceholder }>

const KINDS = ['day', 'today', 'ago', 'ahead'] as const
type DayKind = (typeof KINDS)[number]

const WORDS = {
  day: 'filterDay',
  today: 'filterToday',
  ago: 'filterDaysAgoKind',
  ahead: 'filterDaysAheadKind',
} as const

const SPANS = ['$week', '$month', '$quarter', '$year'] as const
const NEAR = [0, -1, 1] as const

/** A day of the calendar, or one that moves with it: so many days from today, or the first of a week, month, quarter or year. */
export function renderDayInput(value: JsonValue | undefined, onChange: (value: JsonValue | undefined) => void) {
  const locale = localeStore.get()
  const moving = movingOf(value)
  const kind = kindOf(moving)
  const choose = (event: Event) => onChange(firstOf((event.target as HTMLSelectElement).value))
  const starts = SPANS.flatMap((name) => NEAR.map((offset): Moving => ({ name, offset })))
  // One that was made elsewhere and lies further away.
  const other = moving !== null && kind === null && !starts.some((one) => isSame(one, moving)) ? [moving] : []
  return html`<select class="select" aria-label=${translate(locale, 'filterDayKind')} @change=${choose}>
      ${KINDS.map((name) => html`<option value=${name} ?selected=${name === kind}>${translate(locale, WORDS[name])}</option>`)}
      ${[...other, ...starts].map(
        (one) =>
          html`<option value=${`${one.name} ${one.offset}`} ?selected=${moving !== null && isSame(one, moving)}>
            ${dayWords(one, locale)}
          </option>`,
      )}
    </select>
    ${kind === 'day' ? renderCalendar(value, onChange) : ''}
    ${kind === 'ago' || kind === 'ahead' ? renderCount({ kind, days: moving?.offset ?? 1 }, onChange) : ''}`
}

function renderCalendar(value: JsonValue | undefined, onChange: (value: JsonValue | undefined) => void) {
  return html`<input
    class="input"
    type="date"
    aria-label=${translate(localeStore.get(), 'filterValue')}
    .value=${typeof value === 'string' ? value.slice(0, 10) : ''}
    @change=${(event: Event) => onChange((event.target as HTMLInputElement).value || undefined)}
  />`
}

interface Counted {
  kind: 'ago' | 'ahead'
  days: number
}

function renderCount({ kind, days }: Counted, onChange: (value: JsonValue) => void) {
  return html`<input
    class="input number"
    type="number"
    inputmode="numeric"
    min="1"
    max="36500"
    aria-label=${translate(localeStore.get(), 'filterDayCount')}
    .value=${String(Math.abs(days))}
    @change=${(event: Event) => onChange(moved((event.target as HTMLInputElement).value, kind))}
  />`
}

function movingOf(value: JsonValue | undefined): Moving | null {
  const placeholder = readPlaceholder(value)
  return placeholder !== null && 'offset' in placeholder ? placeholder : null
}

/** Null: the first day of a span. */
function kindOf(moving: Moving | null): DayKind | null {
  if (moving === null) return 'day'
  if (moving.name !== '$today') return null
  return moving.offset === 0 ? 'today' : moving.offset < 0 ? 'ago' : 'ahead'
}

function isSame(one: Moving, other: Moving): boolean {
  return one.name === other.name && one.offset === other.offset
}

function firstOf(choice: string): JsonValue | undefined {
  if (choice === 'day') return undefined
  if (choice === 'today') return { $today: 0 }
  if (choice === 'ago' || choice === 'ahead') return { $today: choice === 'ago' ? -7 : 7 }
  const [name = '', offset] = choice.split(' ')
  return { [name]: Number(offset) }
}

function moved(text: string, kind: 'ago' | 'ahead'): JsonValue {
  const days = Math.min(36_500, Math.max(1, Math.round(Number(text)) || 1))
  return { $today: kind === 'ago' ? -days : days }
}
