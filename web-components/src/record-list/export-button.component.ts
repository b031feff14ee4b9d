import type { ExportedFile } from '@tenon/sdk/client/export-records'
import type { Locale } from '@tenon/sdk/contract/locale'
import type { ExportRecordsInput } from '@tenon/sdk/contract/query'
import { css, html, LitElement, nothing } from 'lit'
import { controlStyles } from '../control.styles.ts'
import { errorBody } from '../internal/error-body.ts'
import { recordListTexts } from './record-list.texts.ts'

/** Asks the server for a list as a file; rejects with a TenonError. */
export type RecordExporter = (input: ExportRecordsInput, options: { signal: AbortSignal }) => Promise<ExportedFile>

/** Saves a list as a CSV file, and says how far that is and what became of it. A second click stops it. */
export class ExportButton extends LitElement {
  static override styles = [
    controlStyles,
    css`
      :host {
        display: inline-flex;
        flex-wrap: wrap;
        gap: var(--tenon-space-2);
        align-items: center;
        font-size: var(--tenon-font-size-sm);
      }
      .status {
        color: var(--tenon-text-muted);
      }
      .error {
        color: var(--tenon-critical-text);
      }
    `,
  ]
  static override properties = {
    exporter: { attribute: false },
    input: { attribute: false },
    locale: {},
    running: { state: true },
    rows: { state: true },
    done: { state: true },
    problem: { state: true },
  }
  declare exporter: RecordExporter | null
  declare input: ExportRecordsInput | null
  declare locale: Locale
  declare running: AbortController | null
  /** Of the file that is on its way, or has come; null until the server says. */
  declare rows: number | null
  declare done: boolean
  declare problem: string

  constructor() {
    super()
    this.exporter = null
    this.input = null
    this.locale = 'en'
    this.running = null
    this.rows = null
    this.done = false
    this.problem = ''
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.running?.abort()
    this.running = null
  }

  protected override render() {
    const texts = recordListTexts(this.locale)
    const busy = this.running !== null
    return html`<button type="button" class="button dense" aria-busy=${busy} @click=${busy ? this.#stop : this.#start}>
        ${busy ? html`<span class="spinner"></span>${texts.exportStop}` : texts.export}
      </button>
      <span class="status" role="status">${this.#words()}</span>
      ${this.problem ? html`<span class="error" role="alert">${texts.exportFailed} ${this.problem}</span>` : nothing}`
  }

  #words(): string {
    const texts = recordListTexts(this.locale)
    if (this.running !== null) return this.rows === null ? texts.exportBegun : texts.exporting(this.rows)
    return this.done && this.rows !== null ? texts.exported(this.rows) : ''
  }

  #stop = () => {
    this.running?.abort()
    this.running = null
  }

  #start = async () => {
    const { exporter, input } = this
    if (!exporter || !input) return
    const running = new AbortController()
    Object.assign(this, { running, rows: null, done: false, problem: '' })
    try {
      const file = await exporter(input, { signal: running.signal })
      this.rows = file.rows
      const blob = await file.body.blob()
      if (this.running !== running) return
      save(blob, file.name)
      this.done = true
    } catch (error) {
      if (this.running === running) this.problem = errorBody(error).message
    } finally {
      if (this.running === running) this.running = null
    }
  }
}

function save(blob: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  // The browser has taken the address by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
