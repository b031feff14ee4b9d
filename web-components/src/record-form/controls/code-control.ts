import type { FieldControl } from './field-control.ts'
import { renderTextarea } from './text-control.ts'

/** Text in which every space counts, so nothing is trimmed. Tab leaves it, as it leaves every other input. */
export const codeControl: FieldControl = {
  wide: true,
  render: (context) => renderTextarea(context, true),
  read: (raw) => ({ value: typeof raw === 'string' && raw.trim() !== '' ? raw : null }),
}
