import { defineElement } from '../internal/define-element.ts'
import { MarkdownText } from './markdown-text.component.ts'

defineElement('tenon-markdown-text', MarkdownText)

declare global {
  interface HTMLElementTagNameMap {
    'tenon-markdown-text': MarkdownText
  }
}
