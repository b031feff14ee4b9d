import { defineElement } from '../internal/define-element.ts'
import { MoveMenu } from './move-menu.component.ts'

defineElement('tenon-move-menu', MoveMenu)

declare global {
  interface HTMLElementTagNameMap {
    'tenon-move-menu': MoveMenu
  }
}
