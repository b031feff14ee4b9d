import type { ModelViewEntity } from '@tenon/sdk/contract/model-document'
import { TAGS_FIELD } from '@tenon/sdk/contract/record'
import { css, html, nothing } from 'lit'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'
import type { AskedTask } from './bulk-task.ts'
import { changeableFields } from './changeable-fields.ts'

/** Somebody wants to do this to many records. */
export class BulkChosenEvent extends Event {
  readonly kind: AskedTask['kind']

  constructor(kind: AskedTask['kind']) {
    super('studio-bulk-chosen')
    this.kind = kind
  }
}

/** What can be done to selected records, as far as the person may. Fires `studio-bulk-chosen`. */
export class BulkBar extends StudioElement {
  static override styles = [
    StudioElement.styles,
    css`
      :host {
        display: inline-flex;
        flex-wrap: wrap;
        gap: var(--tenon-space-2);
      }
      @media (max-width: 559px) {
        .button {
          width: var(--tenon-control-height);
          padding: 0;
        }
        .word {
          position: absolute;
          width: 1px;
          height: 1px;
          overflow: hidden;
          clip-path: inset(50%);
        }
      }
    `,
  ]
  static override properties = { schema: { attribute: false } }
  declare schema: ModelViewEntity | null

  constructor() {
    super()
    this.schema = null
  }

  override render() {
    const { schema } = this
    if (!schema) return nothing
    const { access } = schema
    return html`${access.update && changeableFields(schema).length > 0 ? this.#button('update') : nothing}
      ${access.update ? this.#button('assign') : nothing} ${mayTag(schema) ? this.#button('tag') : nothing}
      ${access.delete ? this.#button('delete') : nothing}`
  }

  #button(kind: keyof typeof BUTTONS) {
    const { symbol, word } = BUTTONS[kind]
    return html`<button
      class="button dense"
      title=${this.t(word)}
      @click=${() => this.dispatchEvent(new BulkChosenEvent(kind))}
    >
      ${icon(symbol)}<span class="word">${this.t(word)}</span>
    </button>`
  }
}

const BUTTONS = {
  update: { symbol: 'pencil', word: 'bulkChange' },
  assign: { symbol: 'user', word: 'bulkAssign' },
  tag: { symbol: 'tags', word: 'tags' },
  delete: { symbol: 'trash-2', word: 'delete' },
} as const

function mayTag({ access }: ModelViewEntity): boolean {
  return access.update && access.tags === true && access.writableFields.includes(TAGS_FIELD)
}

customElements.define('studio-bulk-bar', BulkBar)
