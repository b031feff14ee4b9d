import { defineElement } from '../internal/define-element.ts'
import { MoveMenu } from './move-menu.component.ts'
import { PipelineBoard } from './pipeline-board.component.ts'

defineElement('tenon-move-menu', MoveMenu)
defineElement('tenon-pipeline-board', PipelineBoard)

declare global {
  interface HTMLElementTagNameMap {
    'tenon-pipeline-board': PipelineBoard
  }
}
