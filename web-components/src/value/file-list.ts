import { defineElement } from '../internal/define-element.ts'
import { FileList } from './file-list.component.ts'

defineElement('tenon-file-list', FileList)

declare global {
  interface HTMLElementTagNameMap {
    'tenon-file-list': FileList
  }
}
