import { Combobox } from '../internal/combobox.component.ts'
import { defineElement } from '../internal/define-element.ts'
import { MarkdownEditor } from '../internal/markdown-editor.component.ts'
import { RecordForm } from './record-form.component.ts'

defineElement('tenon-combobox', Combobox)
defineElement('tenon-markdown-editor', MarkdownEditor)
defineElement('tenon-record-form', RecordForm)

declare global {
  interface HTMLElementTagNameMap {
    'tenon-record-form': RecordForm
  }
}
