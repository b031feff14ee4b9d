import { type CheckedImport, IMPORT_LIMITS } from '@tenon/sdk/contract/import-api'
import { chipStyles, stateStyles } from '@tenon/web-components/data.styles'
import { formatBytes } from '@tenon/web-components/value/format-bytes'
import { html, nothing } from 'lit'
import { actionDialogStyles } from '../actions/action-dialog.styles.ts'
import type { AppServices } from '../app/app-services.ts'
import { dialogStyles } from '../app/dialog.styles.ts'
import { errorText, hasCode } from '../app/error-text.ts'
import { keepFocus } from '../app/keep-focus.ts'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'
import { importDialogStyles } from './import-dialog.styles.ts'
import { type ImportChoice, ImportFile } from './import-file.ts'
import type { ImportTask } from './import-task.ts'
import { renderColumns, renderMatching } from './render-columns.ts'
import { renderSample } from './render-sample.ts'

/** One import from the choice of a file to its start; how it goes on is told by the dialog of changes of many records. */
export class ImportDialog extends StudioElement {
  static override styles = [
    StudioElement.styles,
    stateStyles,
    chipStyles,
    dialogStyles,
    actionDialogStyles,
    importDialogStyles,
  ]
  static override properties = {
    app: { attribute: false },
    task: { state: true },
    checked: { state: true },
    busy: { state: true },
    over: { state: true },
    problem: { state: true },
  }
  declare app: AppServices
  declare task: ImportTask | null
  /** What is known of the file; null until one is chosen. */
  declare checked: CheckedImport | null
  declare busy: 'check' | 'start' | null
  declare over: boolean
  declare problem: string | null
  #file: ImportFile | null = null
  #giveFocusBack: () => void = () => undefined

  constructor() {
    super()
    this.task = null
    this.checked = null
    this.busy = null
    this.over = false
    this.problem = null
  }

  async open(task: ImportTask): Promise<void> {
    this.#giveFocusBack = keepFocus()
    this.task = task
    await this.updateComplete
    this.element<HTMLDialogElement>('dialog')?.showModal()
    this.element<HTMLElement>('.choose')?.focus()
  }

  async #take(files: FileList | null | undefined): Promise<void> {
    const [file, another] = files ?? []
    if (!file || !this.task || this.busy === 'start') return
    this.#file?.stop()
    this.#file = new ImportFile(this.app, this.task.entity, file)
    Object.assign(this, { checked: null, busy: null })
    if (another) {
      this.problem = this.t('importOneFile')
      return
    }
    if (this.#file.isTooLarge) {
      this.problem = this.t('importTooLarge', { most: formatBytes(IMPORT_LIMITS.bytes, this.locale) })
      return
    }
    await this.#check(null)
    await this.updateComplete
    this.element<HTMLElement>(this.checked ? '.columns select' : '.choose')?.focus()
  }

  async #check(choice: ImportChoice | null): Promise<void> {
    const file = this.#file
    if (!file) return
    this.busy = 'check'
    this.problem = null
    // The next choice builds on this one, whenever its answer comes.
    if (choice !== null && this.checked) this.checked = withChoice(this.checked, choice)
    try {
      const checked = await file.check(choice)
      if (checked === null || file !== this.#file) return
      this.checked = checked
    } catch (error) {
      const words = await this.#words(error, file)
      if (file !== this.#file) return
      this.problem = words
    }
    this.busy = null
  }

  /** A file that cannot be read is told apart from a server that cannot be reached: both send nothing. */
  async #words(error: unknown, file: ImportFile): Promise<string> {
    const isLost = hasCode(error, 'UNAVAILABLE') && !(await file.isReadable())
    return isLost ? this.t('importUnreadable') : errorText(error, this.locale)
  }

  async #start(): Promise<void> {
    const { task, checked, busy } = this
    if (!task || !checked || busy !== null || this.#file === null) return
    this.busy = 'start'
    this.problem = null
    try {
      const { columns, match } = checked
      const run = await this.#file.start({ fields: columns.map(({ field }) => field), match })
      this.app.openBulk({ kind: 'import', entity: task.entity, run, ...(task.onEnd && { onEnd: task.onEnd }) })
      this.#leave()
    } catch (error) {
      this.problem = await this.#words(error, this.#file)
      this.busy = null
    }
  }

  #leave(): void {
    this.element<HTMLDialogElement>('dialog')?.close()
    this.#giveFocusBack()
    this.remove()
  }

  override render() {
    const { task, checked } = this
    if (!task) return html`<dialog></dialog>`
    const plural = this.text(this.app.model.entities[task.entity]?.pluralLabel ?? '')
    return html`<dialog
      class=${checked ? 'wide' : ''}
      aria-labelledby="title"
      @cancel=${(event: Event) => {
        event.preventDefault()
        if (this.busy !== 'start') this.#leave()
      }}
      @dragover=${(event: DragEvent) => this.#drag(event, true)}
      @dragleave=${(event: DragEvent) => this.#drag(event, false)}
      @drop=${(event: DragEvent) => this.#drag(event, false)}
    >
      <div class="head"><h2 id="title">${this.t('bulkImportTitle', { plural })}</h2></div>
      <div class="content">
        ${this.problem === null ? nothing : html`<div class="notice critical" role="alert"><p>${this.problem}</p></div>`}
        ${checked ? this.#renderChecked(checked, task) : this.#renderChoice()}
        <input type="file" hidden tabindex="-1" accept=".csv,.tsv,.txt,text/csv" @change=${this.#chosen} />
      </div>
      <div class="actions">
        <button class="button" ?disabled=${this.busy === 'start'} @click=${() => this.#leave()}>${this.t('cancel')}</button>
        ${checked ? this.#renderStart(checked) : nothing}
      </div>
    </dialog>`
  }

  #chosen = (event: Event) => {
    const input = event.target as HTMLInputElement
    const taken = this.#take(input.files)
    // The same file may be chosen again, once it is mended.
    input.value = ''
    void taken
  }

  #drag(event: DragEvent, over: boolean): void {
    event.preventDefault()
    this.over = over
    if (event.type === 'drop') void this.#take(event.dataTransfer?.files)
  }

  #renderChoice() {
    const limits = {
      size: formatBytes(IMPORT_LIMITS.bytes, this.locale),
      rows: new Intl.NumberFormat(this.locale).format(IMPORT_LIMITS.rows),
    }
    return html`<div
      class="drop ${this.over ? 'over' : ''} ${this.busy ? 'busy' : ''}"
      aria-busy=${this.busy !== null}
    >
      ${icon('upload')}
      <button class="button primary choose" @click=${() => this.#pick()}>${this.t('importChoose')}</button>
      <p>${this.t('importDrop')}</p>
      <p>${this.t('importHelp', limits)}</p>
    </div>`
  }

  #pick(): void {
    this.element<HTMLInputElement>('input[type=file]')?.click()
  }

  #renderChecked(checked: CheckedImport, task: ImportTask) {
    const { problems, sample } = checked
    const refused = sample.filter(({ becomes }) => becomes === 'refused').length
    const whole = problems.filter(({ pointer }) => !/^\/fields\/\d/.test(pointer))
    const mayUpdate = this.app.model.entities[task.entity]?.access.update === true
    const choose = (choice: ImportChoice) => void this.#check(choice)
    const columns = { checked, locale: this.locale, mayUpdate, choose }
    return html`${this.#renderFacts(checked)}
      <section>
        <h3>${this.t('importColumns')}</h3>
        ${renderColumns(columns)}
      </section>
      ${renderMatching(columns)}
      ${whole.length > 0 ? html`<div class="notice caution" role="status">${whole.map(({ message }) => html`<p>${message}</p>`)}</div>` : nothing}
      <section class=${this.busy === 'check' ? 'busy' : ''} aria-busy=${this.busy === 'check'}>
        <h3>${this.t('importSample')}</h3>
        ${renderSample(checked, this.locale)}
      </section>
      ${refused > 0 && problems.length === 0 ? html`<p>${this.t('importRowRefused', { count: refused })}</p>` : nothing}`
  }

  #renderFacts({ encoding, delimiter, rows }: CheckedImport) {
    const sign = { ',': 'importComma', ';': 'importSemicolon', '\t': 'importTab' } as const
    const count = rows === null ? this.t('importFactsMany') : this.t('importFactsAll', { count: rows })
    return html`<div class="of-file">
      <strong>${this.#file?.file.name}</strong>
      <span>${count}</span><span>${encoding}</span><span>${this.t(sign[delimiter])}</span>
      <button class="button dense" ?disabled=${this.busy === 'start'} @click=${() => this.#pick()}>${this.t('importAgain')}</button>
    </div>`
  }

  #renderStart({ rows, problems }: CheckedImport) {
    const label = rows === null ? this.t('importDo') : this.t('importDoMany', { count: rows })
    return html`<button
      class="button primary start"
      ?disabled=${this.busy !== null || problems.length > 0}
      @click=${() => void this.#start()}
    >
      ${label}
    </button>`
  }
}
function withChoice(checked: CheckedImport, { fields, match }: ImportChoice): CheckedImport {
  return { ...checked, match, columns: checked.columns.map(({ name }, at) => ({ name, field: fields[at] ?? null })) }
}

customElements.define('studio-import-dialog', ImportDialog)

declare global {
  interface HTMLElementTagNameMap {
    'studio-import-dialog': ImportDialog
  }
}
