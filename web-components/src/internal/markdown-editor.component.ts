import { html, LitElement, nothing } from 'lit'
import { ifDefined } from 'lit/directives/if-defined.js'
import { type MarkdownMark, markText } from './mark-text.ts'

export interface MarkdownEditorTexts {
  formatting: string
  bold: string
  italic: string
  heading: string
  bulletList: string
  link: string
  linkText: string
  preview: string
  write: string
}

const MARKS: ReadonlyArray<[mark: MarkdownMark, sign: string]> = [
  ['bold', 'B'],
  ['italic', 'I'],
  ['heading', 'H'],
  ['bulletList', '•'],
  ['link', '↗'],
]
const SHORTCUTS: Record<string, MarkdownMark> = { b: 'bold', i: 'italic', k: 'link' }

/**
 * A text box for Markdown with buttons that write its signs, and a look at what comes of it. It draws into its parent's
 * root, because a label and a description can only be tied to an input in the same root.
 */
export class MarkdownEditor extends LitElement {
  static override properties = {
    inputId: {},
    label: {},
    text: {},
    maximum: { attribute: false },
    required: { type: Boolean },
    invalid: { type: Boolean },
    describedBy: {},
    texts: { attribute: false },
    previewing: { state: true },
  }

  declare inputId: string
  declare label: string
  declare text: string
  declare type: (text: string) => void
  declare maximum: number | null
  declare required: boolean
  declare invalid: boolean
  declare describedBy: string | undefined
  declare texts: MarkdownEditorTexts
  declare previewing: boolean

  constructor() {
    super()
    this.text = ''
    this.maximum = null
    this.previewing = false
  }

  protected override createRenderRoot() {
    return this
  }

  protected override render() {
    const { texts, previewing } = this
    return html`<span class="markdown-editor">
      <span class="bar" role="group" aria-label="${this.label}: ${texts.formatting}">
        ${MARKS.map(([mark, sign]) => this.#renderMark(mark, sign))}
        <button
          type="button"
          class="button quiet dense look"
          aria-pressed=${previewing}
          @click=${() => {
            this.previewing = !previewing
          }}
        >
          ${previewing ? texts.write : texts.preview}
        </button>
      </span>
      ${this.#renderText()}
      ${previewing ? html`<tenon-markdown-text class="look" .markdown=${this.text}></tenon-markdown-text>` : nothing}
    </span>`
  }

  #renderMark(mark: MarkdownMark, sign: string) {
    const words = this.texts[mark]
    return html`<button
      type="button"
      class="button quiet icon dense ${mark}"
      title=${words}
      aria-label=${words}
      ?disabled=${this.previewing}
      @click=${() => this.#mark(mark)}
    >
      <span aria-hidden="true">${sign}</span>
    </button>`
  }

  #renderText() {
    return html`<textarea
      class="textarea"
      id=${this.inputId}
      rows="5"
      ?hidden=${this.previewing}
      maxlength=${ifDefined(this.maximum ?? undefined)}
      ?required=${this.required}
      aria-invalid=${this.invalid}
      aria-describedby=${ifDefined(this.describedBy)}
      .value=${this.text}
      @input=${(event: InputEvent) => this.type((event.target as HTMLTextAreaElement).value)}
      @keydown=${this.#onKey}
    ></textarea>`
  }

  #onKey = (event: KeyboardEvent) => {
    const mark = SHORTCUTS[event.key.toLowerCase()]
    if (!mark || !(event.metaKey || event.ctrlKey) || event.altKey || event.shiftKey) return
    event.preventDefault()
    event.stopPropagation()
    this.#mark(mark)
  }

  #mark(mark: MarkdownMark): void {
    const area = this.querySelector('textarea')
    if (!area) return
    const { selectionStart: start, selectionEnd: end, value } = area
    const { from, to, insert, select } = markText(mark, { value, start, end, placeholder: this.texts.linkText })
    area.focus()
    area.setSelectionRange(from, to)
    // Old, but the only way by which the browser's own undo knows of it.
    if (!document.execCommand('insertText', false, insert)) {
      area.setRangeText(insert)
      this.type(area.value)
    }
    area.setSelectionRange(from + select[0], from + select[1])
  }
}
