import { html } from 'lit'
import { ifDefined } from 'lit/directives/if-defined.js'
import { minusIcon, plusIcon } from '../../internal/icons.ts'
import type { ControlContext, FieldControl } from './field-control.ts'
import { focusAfterUpdate } from './focus-after-update.ts'

interface ListInput {
  type: 'email' | 'tel' | 'url'
  placeholder: string
}

/** One line for each entry. Enter goes on to a new one; Backspace in an empty one takes it away. */
export function listControl(input: ListInput): FieldControl {
  return {
    group: true,
    render: (context) => {
      const entries = linesOf(context.raw)
      return html`<span class="lines">
        ${entries.map((_, index) => renderLine(context, index, input))}
        <button type="button" class="button quiet dense add" @click=${(event: Event) => insertAfter(context, entries.length - 1, event)}>
          ${plusIcon}${context.texts.addEntry}
        </button>
      </span>`
    },
    write: (value) => (Array.isArray(value) ? value : []),
    read: (raw) => {
      const filled = linesOf(raw).flatMap((text) => text.trim() || [])
      return { value: filled.length > 0 ? filled : null }
    },
  }
}

/** There is always a line to type into. */
function linesOf(raw: unknown): string[] {
  const lines = raw as string[]
  return lines.length > 0 ? lines : ['']
}

function renderLine(context: ControlContext, index: number, { type, placeholder }: ListInput) {
  const { id, label, raw, set, required, invalid, describedBy, texts } = context
  const lines = linesOf(raw)
  const text = lines[index] ?? ''
  const name = texts.entryOf(label, index + 1)
  return html`<span class="line">
    <input
      class="input"
      id=${lineId(id, index)}
      type=${type}
      autocomplete="off"
      placeholder=${placeholder}
      aria-label=${name}
      ?required=${required && index === 0}
      aria-invalid=${invalid}
      aria-describedby=${ifDefined(describedBy)}
      .value=${text}
      @input=${(event: Event) => set(lines.with(index, (event.target as HTMLInputElement).value))}
      @keydown=${(event: KeyboardEvent) => onKey(context, index, event)}
    />
    <button
      type="button"
      class="button quiet icon"
      ?hidden=${lines.length === 1 && text === ''}
      title=${texts.removeEntry}
      aria-label="${texts.removeEntry}: ${text || name}"
      @click=${(event: Event) => remove(context, index, event)}
    >
      ${minusIcon}
    </button>
  </span>`
}

function onKey(context: ControlContext, index: number, event: KeyboardEvent): void {
  if (event.isComposing || event.metaKey || event.ctrlKey) return
  const lines = linesOf(context.raw)
  const empty = lines[index]?.trim() === ''
  // In an empty line Enter does what it does anywhere in the form.
  if (event.key === 'Enter' && !empty) insertAfter(context, index, event)
  else if (event.key === 'Backspace' && lines[index] === '' && lines.length > 1) remove(context, index, event)
}

function insertAfter(context: ControlContext, index: number, event: Event): void {
  event.preventDefault()
  context.set(linesOf(context.raw).toSpliced(index + 1, 0, ''))
  focusAfterUpdate(event, lineId(context.id, index + 1))
}

function remove(context: ControlContext, index: number, event: Event): void {
  event.preventDefault()
  context.set(linesOf(context.raw).toSpliced(index, 1))
  focusAfterUpdate(event, lineId(context.id, Math.max(0, index - 1)))
}

function lineId(id: string, index: number): string {
  return index === 0 ? id : `${id}-${index}`
}
