import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import { css, html, nothing } from 'lit'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'
import { FIELD_TYPE_INFO } from './field-type-info.ts'

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
const COLUMNS = 3

/** All types of fields with their icons, one chosen; arrow keys move. Fires `studio-type-chosen`. */
export class TypePicker extends StudioElement {
  static override styles = [
    StudioElement.styles,
    css`
      :host {
        display: block;
      }
      div {
        display: grid;
        grid-template-columns: repeat(3, minmax(0, 1fr));
        gap: 4px;
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
        div {
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
    const steps: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: COLUMNS, ArrowUp: -COLUMNS }
    const step = steps[event.key]
    const next = step === undefined ? undefined : OFFERED[OFFERED.indexOf(this.chosen) + step]
    if (!next || this.disabled) return
    event.preventDefault()
    this.#choose(next)
    await this.updateComplete
    this.element<HTMLElement>('[aria-checked="true"]')?.focus()
  }

  override render() {
    return html`<div role="radiogroup" aria-label=${this.t('fieldType')} @keydown=${(event: KeyboardEvent) => void this.#handleKey(event)}>
      ${OFFERED.map((fieldType) => this.#renderType(fieldType))}
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
