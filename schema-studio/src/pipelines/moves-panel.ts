import type { ReopeningRule } from '@tenon/sdk/contract/pipeline-schema'
import { html, nothing } from 'lit'
import { StudioElement } from '../app/studio-element.ts'
import { knownRoles } from './known-roles.ts'
import { isChecked, PipelineElement, typedIn } from './pipeline-element.ts'
import { pipelinePartStyles } from './pipeline-part.styles.ts'
import { renderPicks } from './render-picks.ts'
import type { RolesChosenEvent } from './role-picks.ts'
import './role-picks.ts'
import './transition-matrix.ts'

/** Which moves a pipeline permits: from stage to stage, over several at once, back, and out of a closed one. */
export class MovesPanel extends PipelineElement {
  static override styles = [StudioElement.styles, pipelinePartStyles]

  #reopen(change: { [K in keyof ReopeningRule]?: ReopeningRule[K] | undefined }): void {
    const rule = Object.fromEntries(
      Object.entries({ ...this.pipeline.reopening, ...change }).filter(([, value]) => value !== undefined),
    )
    this.change({ reopening: Object.keys(rule).length > 0 ? rule : undefined })
  }

  override render() {
    const { skipping = true, goingBack = true } = this.pipeline
    return html`<div class="stack">
      <studio-transition-matrix .pipeline=${this.pipeline} .document=${this.document}></studio-transition-matrix>
      ${this.problemsAt('/stages')}
      <div>
        <label class="check">
          <input
            class="checkbox"
            type="checkbox"
            .checked=${skipping}
            @change=${(event: Event) => this.change({ skipping: isChecked(event) ? undefined : false })}
          />${this.t('movesSkipping')}
        </label>
        <label class="check">
          <input
            class="checkbox"
            type="checkbox"
            .checked=${goingBack}
            @change=${(event: Event) => this.change({ goingBack: isChecked(event) ? undefined : false })}
          />${this.t('movesGoingBack')}
        </label>
      </div>
      ${this.#renderReopening(this.pipeline.reopening ?? {})}
    </div>`
  }

  #renderReopening({ allowed = true, to = [], withinDays, roles = [] }: ReopeningRule) {
    const open = this.pipeline.stages.filter(({ category }) => category === 'open')
    return html`<fieldset>
      <legend>${this.t('reopening')}</legend>
      <label class="check">
        <input
          class="checkbox"
          type="checkbox"
          .checked=${allowed}
          @change=${(event: Event) => this.#reopen({ allowed: isChecked(event) ? undefined : false })}
        />${this.t('reopeningAllowed')}
      </label>
      ${
        allowed
          ? html`<div class="field">
                <label class="label" for="within">${this.t('reopeningWithin')}</label>
                <input
                  class="input"
                  id="within"
                  type="number"
                  min="1"
                  max="36500"
                  placeholder=${this.t('reopeningAnyTime')}
                  .value=${withinDays === undefined ? '' : String(withinDays)}
                  @change=${(event: Event) => this.#reopen({ withinDays: typedIn(event) === '' ? undefined : Number(typedIn(event)) })}
                />
              </div>
              ${renderPicks({
                legend: this.t('reopeningTo'),
                help: this.t('reopeningToHelp'),
                options: open.map(({ name }) => ({ value: name, label: this.stageLabel(name) })),
                chosen: to,
                change: (chosen) => this.#reopen({ to: chosen.length > 0 ? chosen : undefined }),
              })}
              <studio-role-picks
                .legend=${this.t('reopeningRoles')}
                .known=${knownRoles(this.document, this.roleLabels)}
.labels=${this.roleLabels}
                .chosen=${roles}
                @studio-roles-chosen=${(event: RolesChosenEvent) => this.#reopen({ roles: event.roles.length > 0 ? event.roles : undefined })}
              ></studio-role-picks>`
          : nothing
      }
      ${this.problemsAt('/reopening')}
    </fieldset>`
  }
}
customElements.define('studio-moves-panel', MovesPanel)
