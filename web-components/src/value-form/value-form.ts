import { Combobox } from '../internal/combobox.component.ts'
import { defineElement } from '../internal/define-element.ts'
import { MarkdownEditor } from '../internal/markdown-editor.component.ts'
import { ValueForm } from './value-form.component.ts'

defineElement('tenon-combobox', Combobox)
defineElement('tenon-markdown-editor', MarkdownEditor)
defineElement('tenon-value-form', ValueForm)

declare global {
  interface HTMLElementTagNameMap {
    'tenon-value-form': ValueForm
  }
}
