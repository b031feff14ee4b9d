import { defineElement } from '../internal/define-element.ts'
import { RecordList } from './record-list.component.ts'

defineElement('tenon-record-list', RecordList)

declare global {
  interface HTMLElementTagNameMap {
    'tenon-record-list': RecordList
  }
}
