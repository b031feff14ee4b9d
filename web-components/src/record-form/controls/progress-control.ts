import { html } from 'lit'
import type { FieldControl } from './field-control.ts'
import { numberControl } from './number-control.ts'

const digits = numberControl({ whole: true, unit: '%' })

/** A slider, and the number for those who know it. */
export const progressControl: FieldControl = {
  render: (context) => {
    const { label, raw, set } = context
    const percent = Number(raw)
    return html`<span class="progress-input">
      <input
        class="slider ${raw === '' || raw === null ? 'unset' : ''}"
        type="range"
        min="0"
        max="100"
        step="5"
        aria-label=${label}
        .value=${String(Number.isFinite(percent) ? percent : 0)}
        @input=${(event: InputEvent) => set((event.target as HTMLInputElement).value)}
      />${digits.render({ ...context, schema: { ...context.schema, minimum: 0, maximum: 100 } })}
    </span>`
  },
  read: digits.read ?? ((raw) => ({ value: Number(raw) })),
}
