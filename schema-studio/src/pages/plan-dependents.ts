import { DEPENDENT_CATEGORIES, type DependentCategory, type PlanDependent } from '@tenon/sdk/contract/change-plan'
import { css, html, nothing } from 'lit'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'
import type { MessageKey } from '../locales/catalog.ts'
import { dependentPath } from './dependent-path.ts'

const TITLES: Record<DependentCategory, MessageKey> = {
  fields: 'usedInFields',
  forms: 'usedInForms',
  views: 'usedInViews',
  filters: 'usedInFilters',
  pipelines: 'usedInPipelines',
  permissions: 'usedInPermissions',
  embeds: 'usedInEmbeds',
  automations: 'usedInAutomations',
  imports: 'usedInImports',
  apiUse: 'usedInApi',
}
const CATEGORIES = Object.keys(TITLES) as DependentCategory[]

/** What uses the thing that a step changes, by category; each with the way to where it is changed. */
export class PlanDependents extends StudioElement {
  static override styles = [
    StudioElement.styles,
    css`
      :host {
        display: block;
        padding: 0 var(--tenon-space-4) var(--tenon-space-3);
        font-size: var(--tenon-font-size-xs);
      }
      h4 {
        margin: var(--tenon-space-2) 0 2px;
        color: var(--tenon-text-muted);
        font-size: inherit;
        font-weight: var(--tenon-weight-medium);
      }
      ul {
        margin: 0;
        padding: 0 0 0 var(--tenon-space-4);
      }
      a {
        color: var(--tenon-text);
        text-underline-offset: 2px;
      }
      .breaks {
        display: inline-flex;
        gap: 3px;
        align-items: center;
        margin-inline-start: var(--tenon-space-2);
        color: var(--tenon-critical-text);
      }
      .breaks .icon {
        width: 12px;
        height: 12px;
      }
    `,
  ]
  static override properties = { dependents: { attribute: false } }
  declare dependents: readonly PlanDependent[]

  constructor() {
    super()
    this.dependents = []
  }

  override render() {
    return CATEGORIES.map((category) => {
      const here = this.dependents.filter(({ kind }) => DEPENDENT_CATEGORIES[kind] === category)
      if (here.length === 0) return nothing
      return html`<h4>${this.t(TITLES[category])}</h4>
        <ul>
          ${here.map((dependent) => html`<li>${this.#renderOne(dependent)}</li>`)}
        </ul>`
    })
  }

  #renderOne(dependent: PlanDependent) {
    return html`<a href=${dependentPath(dependent)}>${this.text(dependent.text)}</a>${
      dependent.breaks ? html`<span class="breaks">${icon('circle-alert')} ${this.t('usedBreaks')}</span>` : nothing
    }`
  }
}
customElements.define('studio-plan-dependents', PlanDependents)
