import type { DateRange } from '@tenon/sdk/contract/field-type'
import { html } from 'lit'
import { ifDefined } from 'lit/directives/if-defined.js'
import type { ControlContext, FieldControl } from './field-control.ts'

/** Two days, of which one may be left open. */
export const dateRangeControl: FieldControl = {
  group: true,
  render: (context) => html`<span class="range">
    ${renderDay(context, 'start')}<span class="to" aria-hidden="true">–</span>${renderDay(context, 'end')}
  </span>`,
  write: (value) => {
    const range = value as DateRange | null
    return { start: range?.start ?? '', end: range?.end ?? '' }
  },
  read: (raw, texts) => {
    const { start, end } = raw as { start: string; end: string }
    if (start === '' && end === '') return { value: null }
    if (start !== '' && end !== '' && start > end) return { problem: texts.problemRange }
    return { value: { start: start || null, end: end || null } }
  },
}

function renderDay({ id, label, raw, set, texts, invalid, describedBy }: ControlContext, side: 'start' | 'end') {
  const range = raw as Record<'start' | 'end', string>
  return html`<input
    class="input"
    id=${side === 'start' ? id : `${id}-end`}
    type="date"
    aria-label="${label}: ${side === 'start' ? texts.rangeStart : texts.rangeEnd}"
    aria-invalid=${invalid}
    aria-describedby=${ifDefined(describedBy)}
    .value=${range[side]}
    @input=${(event: InputEvent) => set({ ...range, [side]: (event.target as HTMLInputElement).value })}
  />`
}
