import { defineElement } from '../internal/define-element.ts'
import { IconDrawing } from './icon-drawing.component.ts'

defineElement('tenon-icon-drawing', IconDrawing)

declare global {
  interface HTMLElementTagNameMap {
    'tenon-icon-drawing': IconDrawing
  }
}
