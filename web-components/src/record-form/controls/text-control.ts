import { html } from 'lit'
import { ifDefined } from 'lit/directives/if-defined.js'
import type { ControlContext, FieldControl } from './field-control.ts'

interface TextInput {
  type: 'text' | 'email' | 'tel' | 'url' | 'date' | 'time' | 'month'
  placeholder?: string
  /** For letters and digits that are compared one by one. */
  mono?: boolean
}

/** One line of text. The browser's own checks stay off: the server's words are the ones in the reader's language. */
export function textControl({ type, placeholder, mono = false }: TextInput): FieldControl {
  return {
    render: ({ id, schema, raw, set, required, invalid, describedBy }) => html`<input
      class="input ${mono ? 'mono' : ''}"
      id=${id}
      type=${type}
      autocomplete="off"
      placeholder=${ifDefined(placeholder)}
      maxlength=${ifDefined(schema.maxLength)}
      ?required=${required}
      aria-invalid=${invalid}
      aria-describedby=${ifDefined(describedBy)}
      .value=${String(raw ?? '')}
      @input=${(event: InputEvent) => set((event.target as HTMLInputElement).value)}
    />`,
  }
}

export const longTextControl: FieldControl = {
  wide: true,
  render: (context) => renderTextarea(context, false),
}

/** A text box over several lines; `code` for text that machines read. */
export function renderTextarea(context: ControlContext, code: boolean) {
  const { id, schema, raw, set, required, invalid, describedBy } = context
  return html`<textarea
    class="textarea ${code ? 'code' : ''}"
    id=${id}
    rows="3"
    spellcheck=${code ? 'false' : 'true'}
    maxlength=${ifDefined(schema.maxLength)}
    ?required=${required}
    aria-invalid=${invalid}
    aria-describedby=${ifDefined(describedBy)}
    .value=${String(raw ?? '')}
    @input=${(event: InputEvent) => set((event.target as HTMLTextAreaElement).value)}
  ></textarea>`
}
