import type { StoredFile } from '@tenon/sdk/contract/field-type'
import { type FileLinkInput, isShownImage } from '@tenon/sdk/contract/file-access'
import { html, LitElement, nothing, type PropertyValues } from 'lit'
import { FileLinkEvent, type UsableLink } from '../events/file-link-event.ts'
import { fileIcon, imageIcon } from '../internal/icons.ts'
import { localeOf } from '../internal/locale-of.ts'
import { fileListStyles } from './file-list.styles.ts'
import { fileListTexts } from './file-list.texts.ts'
import { formatBytes } from './format-bytes.ts'

/**
 * Files of a field: the first one, out of the tab order as the record's own page lists it again, and how many more there
 * are; or with `large` all of them with pictures. A picture opens in a dialog, anything else is downloaded, by a link that
 * is asked for at that moment (`tenon-file-link`).
 */
export class FileList extends LitElement {
  static override styles = fileListStyles
  static override properties = {
    files: { attribute: false },
    linkTo: { attribute: false },
    locale: {},
    large: { type: Boolean, reflect: true },
    thumbs: { state: true },
    preview: { state: true },
    failed: { state: true },
  }

  declare files: readonly StoredFile[]
  /** How a file is asked for; null where there is no way to it, such as in a record's history. */
  declare linkTo: ((file: StoredFile) => FileLinkInput) | null
  declare locale: string | null
  declare large: boolean
  declare thumbs: Readonly<Record<string, string>>
  declare preview: { file: StoredFile; link: UsableLink } | null
  declare failed: boolean

  constructor() {
    super()
    this.files = []
    this.linkTo = null
    this.locale = null
    this.large = false
    this.thumbs = {}
    this.preview = null
    this.failed = false
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (this.large && (changed.has('files') || changed.has('linkTo'))) void this.#loadThumbs()
    if (changed.has('preview') && this.preview) this.renderRoot.querySelector('dialog')?.showModal()
  }

  protected override render() {
    const shown = this.large ? this.files : this.files.slice(0, 1)
    const more = this.files.length - shown.length
    const texts = this.#texts
    return html`${shown.map((file) => this.#renderFile(file))}
      ${more > 0 ? html`<span class="more"><span aria-hidden="true">+${more}</span><span hidden>${texts.more(more)}</span></span>` : nothing}
      ${this.failed ? html`<p class="problem" role="alert">${texts.failed}</p>` : nothing}
      ${this.#renderPreview()}`
  }

  #renderFile(file: StoredFile) {
    const thumb = this.thumbs[file.id]
    const drawing = file.type.startsWith('image/') ? imageIcon : fileIcon
    return html`<button
      type="button"
      class="file"
      tabindex=${this.large ? nothing : -1}
      ?disabled=${this.linkTo === null}
      title=${this.linkTo === null ? nothing : this.#texts.open(file.name)}
      @click=${(event: Event) => this.#open(event, file)}
    >
      ${thumb ? html`<img class="thumb" src=${thumb} alt="" @error=${() => this.#dropThumb(file)} />` : drawing}
      <span class="name" dir="auto">${file.name}</span>
      ${this.large ? html`<span class="size">${formatBytes(file.size, this.#language)}</span>` : nothing}
    </button>`
  }

  #renderPreview() {
    if (!this.preview) return nothing
    const { file, link } = this.preview
    const close = () => {
      this.preview = null
    }
    return html`<dialog aria-label=${file.name} @close=${close} @click=${stayHere}>
      <p class="bar">
        <span class="name" dir="auto">${file.name}</span>
        <button type="button" class="button" @click=${() => download(link.href, file.name)}>${this.#texts.download}</button>
        <button type="button" class="button" @click=${() => this.renderRoot.querySelector('dialog')?.close()}>${this.#texts.close}</button>
      </p>
      <img src=${link.href} alt=${file.name} />
    </dialog>`
  }

  get #language() {
    return localeOf(this, this.locale)
  }

  get #texts() {
    return fileListTexts(this.#language)
  }

  async #open(event: Event, file: StoredFile): Promise<void> {
    // The row around it opens the record.
    event.stopPropagation()
    this.failed = false
    try {
      const link = await this.#ask(file)
      if (link === null) return
      if (link.shown) this.preview = { file, link }
      else download(link.href, file.name)
    } catch {
      this.failed = true
    }
  }

  #ask(file: StoredFile): Promise<UsableLink> | null {
    if (!this.linkTo) return null
    const event = new FileLinkEvent(this.linkTo(file))
    this.dispatchEvent(event)
    return event.link
  }

  async #loadThumbs(): Promise<void> {
    for (const file of this.files.filter((one) => isShownImage(one) && !(one.id in this.thumbs))) {
      // Without its picture a file is still a name to click on.
      const link = await Promise.resolve(this.#ask(file)).catch(() => null)
      if (link?.shown) this.thumbs = { ...this.thumbs, [file.id]: link.href }
    }
  }

  #dropThumb({ id }: StoredFile): void {
    this.thumbs = { ...this.thumbs, [id]: '' }
  }
}

function stayHere(event: Event): void {
  event.stopPropagation()
}

/** The server says that it is a download, so the page stays where it is. */
function download(href: string, name: string): void {
  const anchor = document.createElement('a')
  anchor.href = href
  anchor.download = name
  anchor.rel = 'noreferrer'
  anchor.click()
}
