import { defineElement } from '../internal/define-element.ts'
import { ExportButton } from './export-button.component.ts'

defineElement('tenon-export-button', ExportButton)

declare global {
  interface HTMLElementTagNameMap {
    'tenon-export-button': ExportButton
  }
}
