import type { BulkOperation } from '@tenon/sdk/contract/bulk-api'
import { stateStyles } from '@tenon/web-components/data.styles'
import { css, html, nothing } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { StudioElement } from '../app/studio-element.ts'
import '../workspace/tag-picker.ts'
import type { TagsPickedEvent } from '../workspace/tags-picked-event.ts'

interface ChosenTags {
  add: string[]
  remove: string[]
}

/** Asks which tags many records get, and which they lose. */
export class BulkTags extends StudioElement {
  static override styles = [
    StudioElement.styles,
    stateStyles,
    css`
      :host,
      .field {
        display: grid;
        gap: var(--tenon-space-2);
      }
      p {
        margin: 0;
      }
    `,
  ]
  static override properties = {
    app: { attribute: false },
    entity: {},
    chosen: { state: true },
    isMissing: { state: true },
  }
  declare app: AppServices
  declare entity: string
  declare chosen: ChosenTags
  /** Whether it was to begin without any. */
  declare isMissing: boolean

  constructor() {
    super()
    this.chosen = { add: [], remove: [] }
    this.isMissing = false
  }

  focusFirst(): void {
    this.element<HTMLElement>('studio-tag-picker')?.focus()
  }

  /** Null where no tag is chosen. */
  collect(): Extract<BulkOperation, { kind: 'tag' }> | null {
    const { add, remove } = this.chosen
    this.isMissing = add.length + remove.length === 0
    if (this.isMissing) this.focusFirst()
    return this.isMissing ? null : { kind: 'tag', add, remove }
  }

  /** Which tags one of the two has now; what was chosen last is what counts. */
  #pick(which: keyof ChosenTags, { ids }: TagsPickedEvent): void {
    const other = which === 'add' ? 'remove' : 'add'
    const kept = this.chosen[other].filter((id) => !ids.includes(id))
    this.chosen = { ...this.chosen, [which]: ids, [other]: kept }
    this.isMissing = false
  }

  override render() {
    return html`${this.#renderPicker('add', this.t('bulkTagsAdd'))} ${this.#renderPicker('remove', this.t('bulkTagsRemove'))}
      <div role="alert">${this.isMissing ? html`<p class="error">${this.t('bulkTagsMissing')}</p>` : nothing}</div>`
  }

  #renderPicker(which: keyof ChosenTags, label: string) {
    return html`<div class="field">
      <span class="label" aria-hidden="true">${label}</span>
      <studio-tag-picker
        .app=${this.app}
        .entity=${this.entity}
        .ids=${this.chosen[which]}
        .label=${label}
        .existing=${which === 'remove'}
        @studio-tags-picked=${(event: TagsPickedEvent) => this.#pick(which, event)}
      ></studio-tag-picker>
    </div>`
  }
}
customElements.define('studio-bulk-tags', BulkTags)

declare global {
  interface HTMLElementTagNameMap {
    'studio-bulk-tags': BulkTags
  }
}
