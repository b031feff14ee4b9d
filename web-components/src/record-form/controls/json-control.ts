import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { FieldControl } from './field-control.ts'
import { renderTextarea } from './text-control.ts'

export const jsonControl: FieldControl = {
  wide: true,
  render: (context) => renderTextarea(context, true),
  write: (value) => (value === null ? '' : JSON.stringify(value, null, 2)),
  read: (raw, texts) => {
    const text = String(raw ?? '').trim()
    if (text === '') return { value: null }
    try {
      return { value: JSON.parse(text) as JsonValue }
    } catch (error) {
      return { problem: texts.problemJson((error as SyntaxError).message) }
    }
  },
}
