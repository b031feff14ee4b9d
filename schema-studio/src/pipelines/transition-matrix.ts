import { tableStyles } from '@tenon/web-components/data.styles'
import { css, html } from 'lit'
import { StudioElement } from '../app/studio-element.ts'
import { mayFollow, withMove } from '../draft/pipeline-stages.ts'
import { isChecked, PipelineElement } from './pipeline-element.ts'
import { pipelinePartStyles } from './pipeline-part.styles.ts'

/** Which stage may follow which: a row per stage, a checkbox per move. Arrow keys go from one to the next. */
export class TransitionMatrix extends PipelineElement {
  static override styles = [
    StudioElement.styles,
    tableStyles,
    pipelinePartStyles,
    css`
      .table :is(th, td) {
        white-space: nowrap;
      }
      .table thead th:not(:first-child),
      .table td {
        text-align: center;
      }
      .table tbody th {
        position: sticky;
        inset-inline-start: 0;
        background: var(--tenon-surface);
      }
    `,
  ]

  #onKey(event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 0, ArrowUp: 0 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    const boxes = [...this.renderRoot.querySelectorAll<HTMLInputElement>('input')]
    const at = boxes.indexOf(event.target as HTMLInputElement)
    const row = this.pipeline.stages.length - 1
    const to = at + (step !== 0 ? step : event.key === 'ArrowDown' ? row : -row)
    boxes[to]?.focus()
  }

  override render() {
    const { stages } = this.pipeline
    return html`<p class="lead">${this.t('movesLead')}</p>
      <div class="scroll" tabindex="0" role="region" aria-label=${this.t('movesTitle')}>
        <table class="table" @keydown=${(event: KeyboardEvent) => this.#onKey(event)}>
          <thead>
            <tr>
              <th scope="col">${this.t('movesFromTo')}</th>
              ${stages.map(({ name }) => html`<th scope="col">${this.stageLabel(name)}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${stages.map(
              (from) => html`<tr>
                <th scope="row">${this.stageLabel(from.name)}</th>
                ${stages.map((to) => html`<td>${from.name === to.name ? '–' : this.#renderMove(from.name, to.name)}</td>`)}
              </tr>`,
            )}
          </tbody>
        </table>
      </div>`
  }

  #renderMove(from: string, to: string) {
    const stage = this.pipeline.stages.find(({ name }) => name === from)
    const words = this.t('movesMay', { from: this.stageLabel(from), to: this.stageLabel(to) })
    return html`<input
      class="checkbox"
      type="checkbox"
      aria-label=${words}
      title=${words}
      .checked=${stage !== undefined && mayFollow(stage, to)}
      @change=${(event: Event) => this.change(withMove(this.pipeline, { from, to, allowed: isChecked(event) }))}
    />`
  }
}
customElements.define('studio-transition-matrix', TransitionMatrix)
