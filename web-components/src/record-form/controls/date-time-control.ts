import { html } from 'lit'
import { ifDefined } from 'lit/directives/if-defined.js'
import type { FieldControl } from './field-control.ts'

/** People enter their own wall clock; the wire has UTC. */
export const dateTimeControl: FieldControl = {
  render: ({ id, raw, set, required, invalid, describedBy }) => html`<input
    class="input"
    id=${id}
    type="datetime-local"
    step="any"
    ?required=${required}
    aria-invalid=${invalid}
    aria-describedby=${ifDefined(describedBy)}
    .value=${String(raw ?? '')}
    @input=${(event: InputEvent) => set((event.target as HTMLInputElement).value)}
  />`,
  write: (value) => toLocalText(value),
  read: (raw) => {
    const at = new Date(String(raw ?? ''))
    return { value: Number.isNaN(at.getTime()) ? null : at.toISOString() }
  },
}

/** `2026-03-01T09:30` in the reader's time zone; with seconds where there are any. */
function toLocalText(value: unknown): string {
  const at = new Date(typeof value === 'string' ? value : '')
  if (Number.isNaN(at.getTime())) return ''
  const shifted = new Date(at.getTime() - at.getTimezoneOffset() * 60_000)
  const text = shifted.toISOString()
  // Seconds that are there are not lost to somebody who changes the day.
  return text.endsWith(':00.000Z') ? text.slice(0, 16) : text.slice(0, 23)
}
