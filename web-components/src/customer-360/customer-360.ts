import { defineElement } from '../internal/define-element.ts'
import { Customer360Widget } from './customer-360.component.ts'

defineElement('tenon-customer-360', Customer360Widget)

declare global {
  interface HTMLElementTagNameMap {
    'tenon-customer-360': Customer360Widget
  }
}
