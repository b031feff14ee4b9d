import '../value/file-list.ts'
import { defineElement } from './define-element.ts'
import { FileInput } from './file-input.component.ts'

defineElement('tenon-file-input', FileInput)

declare global {
  interface HTMLElementTagNameMap {
    'tenon-file-input': FileInput
  }
}
