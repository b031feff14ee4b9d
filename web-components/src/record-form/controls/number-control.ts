import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import { html, noChange } from 'lit'
import { ifDefined } from 'lit/directives/if-defined.js'
import { type ControlContext, DECIMAL_TEXT, type FieldControl, type Reading } from './field-control.ts'

/** Stands for digits that the browser itself could not read as a number; its text cannot be had from the input. */
const UNREADABLE = Symbol('unreadable number')

interface NumberInput {
  whole: boolean
  unit?: string
}

export function numberControl({ whole, unit }: NumberInput): FieldControl {
  return {
    render: (context) =>
      unit
        ? html`<span class="with-unit">${renderNumber(context, whole)}<span class="unit" aria-hidden="true">${unit}</span></span>`
        : renderNumber(context, whole),
    read: (raw, texts) => readNumber(raw, whole ? texts.problemWhole : texts.problemNumber, whole),
  }
}

function renderNumber({ id, schema, raw, set, required, invalid, describedBy }: ControlContext, whole: boolean) {
  const onInput = (event: InputEvent) => {
    const input = event.target as HTMLInputElement
    set(input.validity.badInput ? UNREADABLE : input.value)
  }
  return html`<input
    class="input"
    id=${id}
    type="number"
    inputmode=${whole ? 'numeric' : 'decimal'}
    step=${stepOf(schema, whole)}
    min=${ifDefined(schema.minimum)}
    max=${ifDefined(schema.maximum)}
    ?required=${required}
    aria-invalid=${invalid}
    aria-describedby=${ifDefined(describedBy)}
    .value=${raw === UNREADABLE ? noChange : String(raw ?? '')}
    @input=${onInput}
  />`
}

/** Percents step by one though they may have digits: the arrow keys are for the common change. */
function stepOf({ fieldType, scale }: FieldSchema, whole: boolean): string {
  if (whole || fieldType === 'percent') return '1'
  return String(10 ** -(scale ?? 2))
}

function readNumber(raw: unknown, problem: string, whole: boolean): Reading {
  const text = typeof raw === 'symbol' ? '?' : String(raw ?? '').trim()
  if (text === '') return { value: null }
  if (!DECIMAL_TEXT.test(text) || (whole && text.includes('.'))) return { problem }
  // Text keeps decimals exact; the server knows which fields are numbers on the wire.
  return { value: whole ? Number(text) : text }
}
