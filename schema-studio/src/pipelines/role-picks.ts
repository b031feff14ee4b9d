import type { ModelView } from '@tenon/sdk/contract/model-document'
import { html } from 'lit'
import { roleName } from '../app/role-name.ts'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'
import { pipelinePartStyles } from './pipeline-part.styles.ts'
import { renderPicks } from './render-picks.ts'

/** Other roles are chosen now. */
export class RolesChosenEvent extends Event {
  readonly roles: string[]

  constructor(roles: string[]) {
    super('studio-roles-chosen')
    this.roles = roles
  }
}

/** Roles by name: those that are known, and others that are typed. Fires `studio-roles-chosen`. */
export class RolePicks extends StudioElement {
  static override styles = [StudioElement.styles, pipelinePartStyles]
  static override properties = {
    legend: {},
    known: { attribute: false },
    chosen: { attribute: false },
    labels: { attribute: false },
  }
  declare legend: string
  declare known: readonly string[]
  declare chosen: readonly string[]
  /** What the tenant's roles are called. */
  declare labels: ModelView['roleLabels']

  constructor() {
    super()
    this.legend = ''
    this.known = []
    this.chosen = []
  }

  #choose(roles: string[]): void {
    this.chosen = roles
    this.dispatchEvent(new RolesChosenEvent(roles))
  }

  #add(): void {
    const input = this.element<HTMLInputElement>('#role')
    const role = input?.value.trim() ?? ''
    if (input) input.value = ''
    if (role !== '' && !this.chosen.includes(role)) this.#choose([...this.chosen, role])
  }

  override render() {
    const all = [...new Set([...this.known, ...this.chosen])]
    const label = (role: string) => roleName(role, { labels: this.labels, locale: this.locale })
    return html`<div class="stack">
      ${renderPicks({
        legend: this.legend,
        options: all.map((role) => ({ value: role, label: label(role) })),
        chosen: this.chosen,
        change: (roles) => this.#choose(roles),
      })}
      <div class="line">
        <div class="field">
          <label class="label" for="role">${this.t('pipelineOtherRole')}</label>
          <input
            class="input"
            id="role"
            maxlength="60"
            @keydown=${(event: KeyboardEvent) => {
              if (event.key !== 'Enter' || event.isComposing) return
              event.preventDefault()
              this.#add()
            }}
          />
        </div>
        <button type="button" class="button" @click=${() => this.#add()}>${icon('plus')} ${this.t('pipelineAddRole')}</button>
      </div>
    </div>`
  }
}
customElements.define('studio-role-picks', RolePicks)
