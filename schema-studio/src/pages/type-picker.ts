import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import { css, html, nothing } from 'lit'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'
import { FIELD_TYPE_GROUP_LABELS, FIELD_TYPE_GROUPS, FIELD_TYPE_INFO, type FieldTypeGroup } from './field-type-info.ts'

type AnyType = FieldSchema['fieldType']

/** Another type of field has been chosen. */
export class TypeChosenEvent extends Event {
  readonly fieldType: AnyType

  constructor(fieldType: AnyType) {
    super('studio-type-chosen')
    this.fieldType = fieldType
  }
}

const OFFERED = Object.keys(FIELD_TYPE_INFO) as AnyType[]

/** All types of fields under their headings, one chosen; arrow keys move. Fires `studio-type-chosen`. */
export class TypePicker extends StudioElement {
  static override styles = [
    StudioElement.styles,
    css`
      :host {
        display: block;
      }
      .groups {
        display: grid;
        gap: var(--tenon-space-3);
      }
      .types {
        display: grid;
        grid-template-columns: repeat(3, minmax(0, 1fr));
        gap: 4px;
      }
      h4 {
        margin: 0 0 4px;
        color: var(--tenon-text-muted);
        font-size: var(--tenon-font-size-xs);
        font-weight: var(--tenon-weight-medium);
      }
      button {
        display: flex;
        gap: 8px;
        align-items: center;
        min-height: 32px;
        padding: 0 10px;
        border: 1px solid transparent;
        border-radius: var(--tenon-radius-control);
        background: var(--tenon-sunken);
        color: var(--tenon-text-muted);
        font: inherit;
        font-size: var(--tenon-font-size-sm);
        text-align: start;
        cursor: pointer;
      }
      button:hover:not(:disabled) {
        background: var(--tenon-pressed);
        color: var(--tenon-text);
      }
      button[aria-checked='true'] {
        border-color: var(--tenon-accent);
        background: var(--tenon-accent-soft);
        color: var(--tenon-accent-text);
        font-weight: var(--tenon-weight-medium);
      }
      button:disabled:not([aria-checked='true']) {
        opacity: 0.5;
        cursor: not-allowed;
      }
      span {
        min-width: 0;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .guess {
        margin-inline-start: auto;
        color: var(--tenon-accent-text);
      }
      @media (max-width: 560px) {
        .types {
          grid-template-columns: repeat(2, minmax(0, 1fr));
        }
      }
    `,
  ]
  static override properties = { chosen: {}, guess: {}, disabled: { type: Boolean } }
  declare chosen: AnyType
  /** Type that the label suggests. */
  declare guess: AnyType | null
  declare disabled: boolean

  #choose(fieldType: AnyType): void {
    this.dispatchEvent(new TypeChosenEvent(fieldType))
  }

  async #handleKey(event: KeyboardEvent): Promise<void> {
    const next = this.#next(event.key)
    if (!next || this.disabled) return
    event.preventDefault()
    this.#choose(next)
    await this.updateComplete
    this.element<HTMLElement>('[aria-checked="true"]')?.focus()
  }

  /** Left and right go through all of them; up and down to the nearest one of the row before or after. */
  #next(key: string): AnyType | undefined {
    const at = OFFERED.indexOf(this.chosen)
    if (key === 'ArrowRight' || key === 'ArrowLeft') return OFFERED[at + (key === 'ArrowRight' ? 1 : -1)]
    if (key !== 'ArrowDown' && key !== 'ArrowUp') return undefined
    const places = [...this.renderRoot.querySelectorAll('button')].map((button) => button.getBoundingClientRect())
    const from = places[at]
    if (!from) return undefined
    const beyond = places.filter(({ top }) => (key === 'ArrowDown' ? top > from.top : top < from.top))
    const far = ({ top, left }: DOMRect) => Math.abs(top - from.top) * 1000 + Math.abs(left - from.left)
    const nearest = beyond.sort((one, other) => far(one) - far(other))[0]
    return nearest && OFFERED[places.indexOf(nearest)]
  }

  override render() {
    return html`<div
      class="groups"
      role="radiogroup"
      aria-label=${this.t('fieldType')}
      @keydown=${(event: KeyboardEvent) => void this.#handleKey(event)}
    >
      ${FIELD_TYPE_GROUPS.map((group) => this.#renderGroup(group))}
    </div>`
  }

  #renderGroup(group: FieldTypeGroup) {
    const types = OFFERED.filter((fieldType) => FIELD_TYPE_INFO[fieldType].group === group)
    return html`<div>
      <h4>${this.t(FIELD_TYPE_GROUP_LABELS[group])}</h4>
      <div class="types">${types.map((fieldType) => this.#renderType(fieldType))}</div>
    </div>`
  }

  #renderType(fieldType: AnyType) {
    const { icon: name, label } = FIELD_TYPE_INFO[fieldType]
    const isChosen = fieldType === this.chosen
    return html`<button
      type="button"
      role="radio"
      aria-checked=${isChosen}
      tabindex=${isChosen ? 0 : -1}
      ?disabled=${this.disabled}
      @click=${() => this.#choose(fieldType)}
    >
      ${icon(name)}<span>${this.t(label)}</span>
      ${fieldType === this.guess ? html`<span class="guess" title=${this.t('typeGuess')}>${icon('sparkles')}</span>` : nothing}
    </button>`
  }
}
customElements.define('studio-type-picker', TypePicker)
