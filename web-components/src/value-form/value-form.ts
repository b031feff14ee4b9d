import { Combobox } from '../internal/combobox.component.ts'
import { defineElement } from '../internal/define-element.ts'
import { ValueForm } from './value-form.component.ts'

defineElement('tenon-combobox', Combobox)
defineElement('tenon-value-form', ValueForm)

declare global {
  interface HTMLElementTagNameMap {
    'tenon-value-form': ValueForm
  }
}
