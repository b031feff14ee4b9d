import { defineElement } from '../internal/define-element.ts'
import { PipelineBoard } from './pipeline-board.component.ts'

defineElement('tenon-pipeline-board', PipelineBoard)

declare global {
  interface HTMLElementTagNameMap {
    'tenon-pipeline-board': PipelineBoard
  }
}
