import type { PresentPerson } from '@tenon/sdk/contract/presence-api'
import { initials } from '@tenon/web-components/value/initials'
import { css, html, nothing } from 'lit'
import { StudioElement } from '../app/studio-element.ts'

const SHOWN = 4

/** Others who have the record open, by their initials; who is changing it has a ring. */
export class PresentPeople extends StudioElement {
  static override styles = [
    StudioElement.styles,
    css`
      ul {
        display: flex;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li + li {
        margin-inline-start: -4px;
      }
      .avatar {
        display: grid;
        place-items: center;
        width: 24px;
        height: 24px;
        border: 2px solid var(--tenon-surface);
        border-radius: 50%;
        background: var(--tenon-accent-soft);
        color: var(--tenon-accent-text);
        font-size: 10px;
        font-weight: var(--tenon-weight-strong);
        line-height: 1;
      }
      .editing {
        box-shadow: 0 0 0 2px var(--tenon-accent);
      }
      .more {
        background: var(--tenon-neutral-4);
        color: var(--tenon-text);
      }
    `,
  ]
  static override properties = { people: { attribute: false } }
  declare people: readonly PresentPerson[]

  constructor() {
    super()
    this.people = []
  }

  override render() {
    const { people } = this
    const said = people.map((person) => this.#said(person)).join(' ')
    const rest = people.slice(SHOWN)
    return html`${
      people.length === 0
        ? nothing
        : html`<ul aria-label=${this.t('presentPeople')}>
            ${people.slice(0, SHOWN).map((person) => html`<li>${this.#renderPerson(person)}</li>`)}
            ${
              rest.length > 0
                ? html`<li><span class="avatar more" title=${rest.map(({ name }) => name).join(', ')}>+${rest.length}</span></li>`
                : nothing
            }
          </ul>`
    }<span class="visually-hidden" role="status">${said}</span>`
  }

  #said({ name, state }: PresentPerson): string {
    return this.t(state === 'editing' ? 'isEditing' : 'isHere', { name })
  }

  #renderPerson(person: PresentPerson) {
    const said = this.#said(person)
    return html`<span class="avatar ${person.state}" role="img" aria-label=${said} title=${said}>${initials(person.name)}</span>`
  }
}
customElements.define('studio-present-people', PresentPeople)
