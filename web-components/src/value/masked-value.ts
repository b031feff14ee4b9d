import { defineElement } from '../internal/define-element.ts'
import { MaskedValue } from './masked-value.component.ts'

defineElement('tenon-masked-value', MaskedValue)

declare global {
  interface HTMLElementTagNameMap {
    'tenon-masked-value': MaskedValue
  }
}
