import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { todayOffset } from '@tenon/sdk/contract/view-schema'
import { html } from 'lit'
import { localeStore } from '../app/locale-store.ts'
import { translate } from '../locales/translate.ts'

const KINDS = ['day', 'today', 'ago', 'ahead'] as const
type DayKind = (typeof KINDS)[number]

const WORDS = {
  day: 'filterDay',
  today: 'filterToday',
  ago: 'filterDaysAgoKind',
  ahead: 'filterDaysAheadKind',
} as const

/** A day of the calendar, or one that moves with today. */
export function renderDayInput(value: JsonValue | undefined, onChange: (value: JsonValue | undefined) => void) {
  const locale = localeStore.get()
  const days = todayOffset(value)
  const kind = kindOf(value)
  const choose = (event: Event) => onChange(firstOf((event.target as HTMLSelectElement).value as DayKind))
  return html`<select class="select" aria-label=${translate(locale, 'filterDayKind')} @change=${choose}>
      ${KINDS.map((name) => html`<option value=${name} ?selected=${name === kind}>${translate(locale, WORDS[name])}</option>`)}
    </select>
    ${
      kind === 'day'
        ? html`<input
            class="input"
            type="date"
            aria-label=${translate(locale, 'filterValue')}
            .value=${typeof value === 'string' ? value.slice(0, 10) : ''}
            @change=${(event: Event) => onChange((event.target as HTMLInputElement).value || undefined)}
          />`
        : kind === 'today'
          ? ''
          : html`<input
              class="input number"
              type="number"
              inputmode="numeric"
              min="1"
              max="36500"
              aria-label=${translate(locale, 'filterDayCount')}
              .value=${String(Math.abs(days ?? 1))}
              @change=${(event: Event) => onChange(moved((event.target as HTMLInputElement).value, kind))}
            />`
    }`
}

function kindOf(value: JsonValue | undefined): DayKind {
  const days = todayOffset(value)
  if (days === null) return 'day'
  return days === 0 ? 'today' : days < 0 ? 'ago' : 'ahead'
}

function firstOf(kind: DayKind): JsonValue | undefined {
  if (kind === 'day') return undefined
  return { $today: kind === 'today' ? 0 : kind === 'ago' ? -7 : 7 }
}

function moved(text: string, kind: DayKind): JsonValue {
  const days = Math.min(36_500, Math.max(1, Math.round(Number(text)) || 1))
  return { $today: kind === 'ago' ? -days : days }
}
