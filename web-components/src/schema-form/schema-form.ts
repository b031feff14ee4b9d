import { Combobox } from '../internal/combobox.component.ts'
import { defineElement } from '../internal/define-element.ts'
import { SchemaForm } from './schema-form.component.ts'

defineElement('tenon-combobox', Combobox)
defineElement('tenon-schema-form', SchemaForm)

declare global {
  interface HTMLElementTagNameMap {
    'tenon-schema-form': SchemaForm
  }
}
