import type { FieldControl } from './field-control.ts'
import { textControl } from './text-control.ts'

const typed = textControl({ type: 'text', placeholder: 'new-wheels', mono: true })

/** May stay empty where it is made of another field when the record is saved. */
export const slugControl: FieldControl = {
  render: (context) =>
    context.schema.slugFrom === undefined
      ? typed.render(context)
      : textControl({ type: 'text', placeholder: context.texts.slugFrom, mono: true }).render(context),
}
