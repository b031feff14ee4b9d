import type { TenonClient } from '@tenon/sdk/client'
import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { StoredFile } from '@tenon/sdk/contract/field-type'
import { type FileLinkInput, SHOWN_IMAGE_TYPES } from '@tenon/sdk/contract/file-access'
import type { Locale } from '@tenon/sdk/contract/locale'
import { html, LitElement, nothing } from 'lit'
import { ifDefined } from 'lit/directives/if-defined.js'
import { focusAfterUpdate } from '../record-form/controls/focus-after-update.ts'
import { formatBytes } from '../value/format-bytes.ts'
import { type FileInputTexts, fileInputTexts } from './file-input.texts.ts'
import type { FilesDraft } from './files-draft.ts'
import { againIcon, minusIcon, upIcon } from './icons.ts'
import { type Upload, UploadQueue } from './upload-queue.ts'

/**
 * Files of one field: chosen or dropped, sent at once with their progress, cancelled, removed, put in order. It draws into
 * its parent's root, because a legend and a description can only be tied to inputs in the same root.
 */
export class FileInput extends LitElement {
  static override properties = {
    inputId: {},
    label: {},
    field: {},
    schema: { attribute: false },
    draft: { attribute: false },
    invalid: { type: Boolean },
    describedBy: {},
    locale: {},
    client: { attribute: false },
    of: { attribute: false },
    over: { state: true },
    news: { state: true },
  }

  declare inputId: string
  declare label: string
  declare field: string
  declare schema: FieldSchema
  declare draft: FilesDraft
  declare change: (draft: FilesDraft) => void
  declare invalid: boolean
  declare describedBy: string | undefined
  declare locale: Locale
  declare client: TenonClient | null
  declare of: { entity: string; id: string | null } | null
  declare over: boolean
  /** For those who do not see that something has come or gone. */
  declare news: string

  /** Files that the record has already, which are asked for by it. */
  #stored: ReadonlySet<string> | null = null
  readonly #queue = new UploadQueue({
    place: () => (this.client && this.of ? { client: this.client, entity: this.of.entity, field: this.field } : null),
    onDone: (file) => this.#take(file),
    onChange: () => this.#tell(),
  })

  constructor() {
    super()
    this.over = false
    this.news = ''
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#queue.cancelAll()
  }

  protected override createRenderRoot() {
    return this
  }

  protected override willUpdate(): void {
    this.#stored ??= new Set(this.draft.files.map(({ id }) => id))
  }

  protected override render() {
    const { files } = this.draft
    const texts = this.#texts
    const rows = [
      ...files.map((file, index) => this.#renderFile(file, index)),
      ...this.#queue.uploads.map((one) => this.#renderUpload(one)),
    ]
    return html`<div
      class="files-input ${this.over ? 'over' : ''}"
      @dragover=${this.#onDragOver}
      @dragleave=${() => this.#leave()}
      @drop=${this.#onDrop}
    >
      ${rows.length > 0 ? html`<ul class="files">${rows}</ul>` : nothing}
      ${this.of ? this.#renderChoice(texts) : html`<p class="help">${texts.noPlace}</p>`}
      <span class="visually-hidden" role="status">${this.news}</span>
    </div>`
  }

  #renderChoice(texts: FileInputTexts) {
    const several = this.#most > 1
    const choose = several ? texts.chooseSeveral : this.draft.files.length > 0 ? texts.replace : texts.choose
    return html`<span class="choice">
      <button
        type="button"
        class="button dense"
        id=${this.inputId}
        aria-label="${this.label}: ${choose}"
        aria-invalid=${this.invalid}
        aria-describedby=${ifDefined(this.describedBy)}
        ?disabled=${several && this.#room === 0}
        @click=${() => this.querySelector<HTMLInputElement>('input[type=file]')?.click()}
      >
        ${choose}
      </button>
      <span class="hint">${several ? texts.dropSeveral : texts.drop}${this.#limits(texts)}</span>
      <input type="file" hidden tabindex="-1" ?multiple=${several} accept=${ifDefined(this.#accept)} @change=${this.#onChosen} />
    </span>`
  }

  #limits(texts: FileInputTexts): string {
    const { maxBytes } = this.schema
    const parts = [
      ...(this.#most > 1 ? [texts.most(this.#most)] : []),
      ...(maxBytes === undefined ? [] : [texts.upTo(formatBytes(maxBytes, this.locale))]),
    ]
    return parts.map((part) => ` · ${part}`).join('')
  }

  #renderFile(file: StoredFile, index: number) {
    const texts = this.#texts
    return html`<li>
      <tenon-file-list .files=${[file]} .linkTo=${this.#linkTo} .locale=${this.locale} large></tenon-file-list>
      <span class="tools">
        ${
          this.draft.files.length > 1
            ? html`<button type="button" class="button quiet icon dense" title=${texts.raise(file.name)} aria-label=${texts.raise(file.name)} ?disabled=${index === 0} @click=${() => this.#raise(index)}>${upIcon}</button>`
            : nothing
        }
        <button type="button" class="button quiet icon dense" title=${texts.remove(file.name)} aria-label=${texts.remove(file.name)} @click=${(event: Event) => this.#remove(event, file)}>${minusIcon}</button>
      </span>
    </li>`
  }

  #renderUpload(upload: Upload) {
    const texts = this.#texts
    const percent = Math.floor(upload.share * 100)
    const end = upload.problem === null ? texts.cancel(upload.name) : texts.dismiss(upload.name)
    const state =
      upload.problem === null
        ? html`<progress max="100" value=${percent} aria-label=${texts.uploading(upload.name, percent)}></progress>`
        : html`<span class="error" role="alert">${upload.problem}</span>`
    const cancel = (event: Event) => {
      this.#focusChoice(event)
      upload.cancel()
    }
    const again = (event: Event) => {
      this.#focusChoice(event)
      upload.retry?.()
    }
    return html`<li>
      <span class="upload"><span class="name" dir="auto">${upload.name}</span>${state}</span>
      <span class="tools">
        ${
          upload.retry
            ? html`<button type="button" class="button quiet icon dense" title=${texts.retry(upload.name)} aria-label=${texts.retry(upload.name)} @click=${again}>${againIcon}</button>`
            : nothing
        }
        <button type="button" class="button quiet icon dense" title=${end} aria-label=${end} @click=${cancel}>${minusIcon}</button>
      </span>
    </li>`
  }

  get #texts() {
    return fileInputTexts(this.locale)
  }

  get #most(): number {
    return this.schema.maxItems ?? Math.max(1, this.schema.minItems ?? 1)
  }

  /** Files that may still be added to several; one alone is replaced. */
  get #room(): number {
    return Math.max(0, this.#most - this.draft.files.length - this.#queue.busy)
  }

  get #accept(): string | undefined {
    return (this.schema.accept ?? (this.schema.fieldType === 'image' ? [...SHOWN_IMAGE_TYPES] : undefined))?.join(',')
  }

  #linkTo = (file: StoredFile): FileLinkInput => {
    const { of, field } = this
    return of?.id && this.#stored?.has(file.id)
      ? { entity: of.entity, id: of.id, field, file: file.id }
      : { upload: file.id }
  }

  #add(files: readonly File[]): void {
    const texts = this.#texts
    const several = this.#most > 1
    const room = several ? this.#room : 1
    if (!several && files.length > 0) this.#queue.cancelAll()
    for (const [index, file] of files.entries()) {
      const { maxBytes } = this.schema
      if (index >= room) this.#queue.refuse(file.name, texts.tooMany(room))
      else if (maxBytes !== undefined && file.size > maxBytes)
        this.#queue.refuse(file.name, texts.tooLarge(formatBytes(maxBytes, this.locale)))
      else this.#queue.add(file)
    }
  }

  #take(file: StoredFile): void {
    const files = this.#most > 1 ? [...this.draft.files, file] : [file]
    this.news = this.#texts.uploaded(file.name)
    this.#set(files)
  }

  #remove(event: Event, file: StoredFile): void {
    this.#focusChoice(event)
    this.news = this.#texts.removed(file.name)
    this.#set(this.draft.files.filter(({ id }) => id !== file.id))
  }

  /** At once, so that the next key is not lost; and again where the button cannot have the focus before it is drawn anew. */
  #focusChoice(event: Event): void {
    this.querySelector<HTMLElement>(`#${CSS.escape(this.inputId)}`)?.focus()
    focusAfterUpdate(event, this.inputId)
  }

  #raise(index: number): void {
    const { files } = this.draft
    const moved = files[index]
    if (moved) this.#set(files.toSpliced(index, 1).toSpliced(index - 1, 0, moved))
  }

  #tell(): void {
    this.requestUpdate()
    if (this.#queue.busy !== this.draft.busy || this.#queue.lost !== this.draft.lost) this.#set(this.draft.files)
  }

  /** At once, since two uploads may end before the form is drawn again. */
  #set(files: StoredFile[]): void {
    this.draft = { files, busy: this.#queue.busy, lost: this.#queue.lost }
    this.change(this.draft)
  }

  #onChosen = (event: Event) => {
    const input = event.target as HTMLInputElement
    this.#add([...(input.files ?? [])])
    // So that the same file can be chosen again after it was removed.
    input.value = ''
  }

  #onDragOver = (event: DragEvent) => {
    if (!this.of || !event.dataTransfer?.types.includes('Files')) return
    event.preventDefault()
    this.over = true
  }

  #onDrop = (event: DragEvent) => {
    if (!this.of) return
    event.preventDefault()
    this.#leave()
    this.#add([...(event.dataTransfer?.files ?? [])])
  }

  #leave(): void {
    this.over = false
  }
}
