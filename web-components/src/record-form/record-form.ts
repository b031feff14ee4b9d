import { Combobox } from '../internal/combobox.component.ts'
import { defineElement } from '../internal/define-element.ts'
import { RecordForm } from './record-form.component.ts'

defineElement('tenon-combobox', Combobox)
defineElement('tenon-record-form', RecordForm)

declare global {
  interface HTMLElementTagNameMap {
    'tenon-record-form': RecordForm
  }
}
