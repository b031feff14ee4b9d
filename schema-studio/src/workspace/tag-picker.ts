import type { TagInfo } from '@tenon/sdk/contract/tags-api'
import { chipStyles } from '@tenon/web-components/data.styles'
import { tagBook } from '@tenon/web-components/value/tag-book'
import { css, html, nothing, type PropertyValues } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { errorText } from '../app/error-text.ts'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'
import { recordTagsStyles } from './record-tags.styles.ts'
import { renderTagEntry } from './render-tag-entry.ts'
import { type ChosenTag, TagSearch } from './tag-search.ts'
import { TagsPickedEvent } from './tags-picked-event.ts'

/** Chooses tags by typing, on no record yet. Fires `studio-tags-picked`; the answer is given back as `ids`. */
export class TagPicker extends StudioElement {
  static override styles = [
    StudioElement.styles,
    chipStyles,
    recordTagsStyles,
    css`
      :host {
        flex: 1 1 220px;
        min-width: 0;
        margin: 0;
      }
      .entry {
        flex-wrap: wrap;
      }
      .entry input {
        border-color: var(--tenon-line-strong);
      }
      /* Within a dialog a list that floats would be cut off at its edge. */
      .options {
        position: static;
        flex: 1 1 100%;
        margin-top: 4px;
      }
    `,
  ]
  static override properties = {
    app: { attribute: false },
    entity: {},
    label: {},
    ids: { attribute: false },
    existing: { type: Boolean },
    most: { type: Number },
    problem: { state: true },
  }
  declare app: AppServices
  /** Of the records that the tags are for. */
  declare entity: string
  declare label: string
  declare ids: readonly string[]
  declare existing: boolean
  /** How many can be chosen. */
  declare most: number
  declare problem: string
  readonly #search = new TagSearch(this)

  constructor() {
    super()
    Object.assign(this, { label: '', ids: [], existing: false, most: 50, problem: '' })
  }

  override focus(): void {
    void this.updateComplete.then(() =>
      (this.element<HTMLElement>('input') ?? this.element<HTMLElement>('button'))?.focus(),
    )
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('ids')) return
    const book = tagBook(this.app.client)
    if (this.ids.some((id) => book.get(id) === undefined)) void book.read(this.ids).then(() => this.requestUpdate())
  }

  override updated(): void {
    this.element('.option[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  }

  get #offered(): ChosenTag[] {
    return this.#search.options.filter((option) => 'create' in option || !this.ids.includes(option.tag.id))
  }

  async #choose(option: ChosenTag): Promise<void> {
    this.problem = ''
    try {
      const tag = 'tag' in option ? option.tag : await this.#search.create(option.create)
      if (!this.ids.includes(tag.id)) this.#pick([...this.ids, tag.id])
    } catch (error) {
      this.problem = errorText(error, this.locale)
    }
  }

  #pick(ids: string[]): void {
    this.ids = ids
    this.dispatchEvent(new TagsPickedEvent(ids))
  }

  #drop(id: string): void {
    this.#pick(this.ids.filter((one) => one !== id))
    this.focus()
  }

  override render() {
    return html`<ul class="tags" aria-label=${this.label}>
        ${this.ids.map((id) => html`<li>${this.#renderChip(id, tagBook(this.app.client).get(id))}</li>`)}
        ${this.ids.length < this.most ? html`<li class="entry">${this.#renderEntry()}</li>` : nothing}
      </ul>
      <div role="alert">${this.problem ? html`<p class="error">${this.problem}</p>` : nothing}</div>`
  }

  /** Undefined until it is known, null for one that is gone: that can be taken out all the same. */
  #renderChip(id: string, tag: TagInfo | null | undefined) {
    const name = tag === undefined ? '…' : (tag?.name ?? this.t('tagGone'))
    return html`<span class="chip" data-hue=${tag?.hue ?? 'gray'} title=${name}>
      <span class="name">${name}</span>
      <button type="button" aria-label=${this.t('removeTag', { name })} @click=${() => this.#drop(id)}>${icon('x')}</button>
    </span>`
  }

  #renderEntry() {
    return renderTagEntry({
      search: this.#search,
      offered: () => this.#offered,
      label: this.label,
      choose: (option) => void this.#choose(option),
      dropLast: () => this.#pick(this.ids.slice(0, -1)),
    })
  }
}
customElements.define('studio-tag-picker', TagPicker)

declare global {
  interface HTMLElementTagNameMap {
    'studio-tag-picker': TagPicker
  }
}
