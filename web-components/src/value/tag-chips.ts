import { defineElement } from '../internal/define-element.ts'
import { TagChips } from './tag-chips.component.ts'

defineElement('tenon-tag-chips', TagChips)

declare global {
  interface HTMLElementTagNameMap {
    'tenon-tag-chips': TagChips
  }
}
