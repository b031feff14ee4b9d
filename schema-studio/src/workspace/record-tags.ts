import type { TagInfo } from '@tenon/sdk/contract/tags-api'
import { chipStyles } from '@tenon/web-components/data.styles'
import { tagBook } from '@tenon/web-components/value/tag-book'
import { html, nothing, type PropertyValues } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { errorText } from '../app/error-text.ts'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'
import { recordTagsStyles } from './record-tags.styles.ts'
import { renderTagEntry } from './render-tag-entry.ts'
import { type ChosenTag, TagSearch } from './tag-search.ts'
import { readTags, type TagChange, tagsOf, writeTags } from './write-tags.ts'

interface ShownTag {
  id: string
  name: string
  hue: TagInfo['hue']
  /** On its way to the server. */
  waiting: boolean
}

/**
 * A record's tags: chips that can be taken off, and a field to put others on by typing; Backspace in the empty field takes the last
 * one off. What is chosen is there at once, and goes again with the reason where the server refuses it.
 */
export class RecordTags extends StudioElement {
  static override styles = [StudioElement.styles, chipStyles, recordTagsStyles]
  static override properties = {
    app: { attribute: false },
    entity: {},
    recordId: {},
    version: { attribute: false },
    tags: { state: true },
    problem: { state: true },
    said: { state: true },
  }
  declare app: AppServices
  declare entity: string
  declare recordId: string
  /** Of the record as it is shown: another one may have other tags. */
  declare version: number
  /** Null until they are read. */
  declare tags: ShownTag[] | null
  declare problem: string
  /** For who does not see it happen. */
  declare said: string
  readonly #search = new TagSearch(this)
  /** Changes are written one after the other. */
  #writing: Promise<void> = Promise.resolve()
  #open = 0
  #known = 0

  constructor() {
    super()
    this.tags = null
    this.problem = ''
    this.said = ''
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('recordId') || changed.has('entity')) {
      this.tags = null
      this.#known = 0
    }
    if (this.version > this.#known && this.#open === 0) void this.#read()
  }

  get #access() {
    return this.app.model.entities[this.entity]?.access
  }

  get #mayChange(): boolean {
    return this.#access?.update === true && this.#access.writableFields.includes('tags')
  }

  async #read(): Promise<void> {
    const { entity, recordId: id, version } = this
    this.#known = version
    try {
      const record = await readTags(this.app, { entity, id })
      if (this.recordId === id && this.#open === 0) await this.#show(tagsOf(record), record.$labels)
    } catch (error) {
      if (this.recordId === id) this.problem = errorText(error, this.locale)
    }
  }

  async #show(ids: string[], labels: Record<string, string> = {}): Promise<void> {
    const book = tagBook(this.app.client)
    await book.read(ids)
    this.tags = ids.flatMap((id) => {
      const tag = book.get(id)
      const name = labels[id] ?? tag?.name
      return name === undefined ? [] : [{ id, name, hue: tag?.hue ?? 'gray', waiting: false }]
    })
  }

  /** What the field offers, and what is not on the record yet. */
  get #offered(): ChosenTag[] {
    const held = new Set(this.tags?.map(({ id }) => id))
    return this.#search.options.filter((option) => 'create' in option || !held.has(option.tag.id))
  }

  async #choose(option: ChosenTag): Promise<void> {
    const tag = await this.#tagOf(option)
    if (tag) this.#change({ add: tag.id }, tag)
  }

  async #tagOf(option: ChosenTag): Promise<TagInfo | null> {
    if ('tag' in option) return option.tag
    this.problem = ''
    try {
      return await this.#search.create(option.create)
    } catch (error) {
      this.problem = errorText(error, this.locale)
      return null
    }
  }

  #change(change: TagChange, { id, name, hue }: Pick<TagInfo, 'id' | 'name' | 'hue'>): void {
    const before = this.tags ?? []
    const others = before.filter((tag) => tag.id !== id)
    this.tags = 'add' in change ? [...others, { id, name, hue, waiting: true }] : others
    this.problem = ''
    this.said = this.t('add' in change ? 'tagAdded' : 'tagRemoved', { name })
    this.#open++
    this.#writing = this.#writing.then(() => this.#write(change))
  }

  async #write(change: TagChange): Promise<void> {
    const { entity, recordId: id } = this
    let failure = ''
    const record = await writeTags(this.app, { entity, id }, change).catch((error: unknown) => {
      failure = errorText(error, this.locale)
      return null
    })
    this.#open--
    if (this.recordId !== id) return
    this.problem = failure
    // Only the last of several says what is on the record in the end.
    if (this.#open > 0) return
    if (record === null) return this.#read()
    this.#known = Math.max(this.#known, record.version)
    await this.#show(tagsOf(record), record.$labels)
  }

  override updated(): void {
    this.element('.option[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  }

  override render() {
    if (this.#access?.tags !== true) return nothing
    if (this.tags === null && this.problem === '') return nothing
    const tags = this.tags ?? []
    if (tags.length === 0 && !this.#mayChange) return nothing
    return html`<ul class="tags" aria-label=${this.t('tags')}>
        ${tags.map((tag) => html`<li>${this.#renderChip(tag)}</li>`)}
        ${this.#mayChange ? html`<li class="entry">${this.#renderEntry()}</li>` : nothing}
      </ul>
      <span class="visually-hidden" role="status">${this.said}</span>
      <div role="alert">${this.problem ? html`<p class="error">${this.problem}</p>` : nothing}</div>`
  }

  #renderChip(tag: ShownTag) {
    const { id, name, hue, waiting } = tag
    return html`<span class="chip ${waiting ? 'waiting' : ''}" data-hue=${hue} title=${name}>
      <span class="name">${name}</span>
      ${
        this.#mayChange
          ? html`<button
              type="button"
              aria-label=${this.t('removeTag', { name })}
              @click=${() => this.#change({ remove: id }, tag)}
            >
              ${icon('x')}
            </button>`
          : nothing
      }
    </span>`
  }

  #renderEntry() {
    return renderTagEntry({
      search: this.#search,
      offered: () => this.#offered,
      label: this.t('addTag'),
      choose: (option) => void this.#choose(option),
      dropLast: () => {
        const last = this.tags?.at(-1)
        if (last) this.#change({ remove: last.id }, last)
      },
    })
  }
}
customElements.define('studio-record-tags', RecordTags)
