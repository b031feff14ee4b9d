import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import type { ModelView } from '@tenon/sdk/contract/model-document'
import { type ListColumnChoice, PERSONAL_LIMITS } from '@tenon/sdk/contract/personal-api'
import { TAGS_FIELD } from '@tenon/sdk/contract/record'
import { fieldOf } from '@tenon/web-components/value/field-of'
import { tagsField } from '@tenon/web-components/value/tags-field'
import { html, nothing } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import type { AppServices } from '../app/app-services.ts'
import { focusedElement } from '../app/focused-element.ts'
import { sheetStyles } from '../app/sheet.styles.ts'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'
import { ColumnsChosenEvent } from './columns-chosen-event.ts'
import { columnsSheetStyles } from './columns-sheet.styles.ts'

/** What a list shows now, its title left out: that always comes first. */
export interface ColumnsTask {
  entity: string
  columns: ListColumnChoice[]
  /** Whether the view's own columns are the person's to change. */
  canChangeView: boolean
}

/** More fields than these are searched rather than read. */
const SEEN_AT_ONCE = 10

const COMMON = [
  'ownerId',
  'createdAt',
  'updatedAt',
  'stage',
  'pipeline',
  'stageEnteredAt',
  'stageDueAt',
  TAGS_FIELD,
] as const

/** Chooses and orders a list's columns, by dragging or by keys. Fires `studio-columns-chosen`. */
export class ColumnsSheet extends StudioElement {
  static override styles = [StudioElement.styles, sheetStyles, columnsSheetStyles]
  static override properties = {
    app: { attribute: false },
    task: { state: true },
    chosen: { state: true },
    dragged: { state: true },
    over: { state: true },
    sought: { state: true },
  }
  declare app: AppServices
  declare task: ColumnsTask | null
  declare chosen: ListColumnChoice[]
  declare dragged: string | null
  declare over: string | null
  /** What the labels of the other fields are to have in them. */
  declare sought: string
  #returnFocus: HTMLElement | null = null

  constructor() {
    super()
    Object.assign(this, { task: null, chosen: [], dragged: null, over: null, sought: '' })
  }

  async open(task: ColumnsTask): Promise<void> {
    this.#returnFocus = focusedElement()
    Object.assign(this, { task, chosen: task.columns, sought: '' })
    await this.updateComplete
    const dialog = this.element<HTMLDialogElement>('dialog')
    if (!dialog?.open) dialog?.showModal()
  }

  #move(field: string, to: number): void {
    const from = this.chosen.findIndex((column) => column.field === field)
    if (from === -1 || to < 0 || to >= this.chosen.length) return
    const columns = [...this.chosen]
    columns.splice(to, 0, ...columns.splice(from, 1))
    this.chosen = columns
  }

  #onKey(event: KeyboardEvent, field: string): void {
    const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0
    if (by === 0 || !event.altKey) return
    event.preventDefault()
    this.#move(field, this.chosen.findIndex((column) => column.field === field) + by)
    void this.updateComplete.then(() => this.element<HTMLElement>(`[data-field="${CSS.escape(field)}"] input`)?.focus())
  }

  #drop(field: string): void {
    if (this.dragged !== null)
      this.#move(
        this.dragged,
        this.chosen.findIndex((column) => column.field === field),
      )
    Object.assign(this, { dragged: null, over: null })
  }

  #choose(columns: ListColumnChoice[] | null, forView = false): void {
    this.element<HTMLDialogElement>('dialog')?.close()
    this.dispatchEvent(new ColumnsChosenEvent(columns, forView))
  }

  override render() {
    const { task, chosen } = this
    const others = task === null ? [] : otherFields(this.app.model, task.entity, { chosen, locale: this.locale })
    return html`<dialog aria-labelledby="title" @close=${() => this.#returnFocus?.focus()}>
      <div class="head">
        <h2 id="title">${this.t('columns')}</h2>
        <button type="button" class="button quiet icon" aria-label=${this.t('close')} @click=${() => this.element<HTMLDialogElement>('dialog')?.close()}>
          ${icon('x')}
        </button>
      </div>
      <div class="content">
        <h3>${this.t('columnsShown')}</h3>
        <p class="help">${this.t('columnsHelp')}</p>
        <ul>
          ${repeat(
            chosen,
            ({ field }) => field,
            (column, index) => this.#renderChosen(column, index),
          )}
        </ul>
        <h3>${this.t('columnsMore')}</h3>
        ${this.#renderOthers(others)}
      </div>
      <div class="foot">
        <button type="button" class="button quiet" @click=${() => this.#choose(null)}>${this.t('columnsReset')}</button>
        ${
          task?.canChangeView
            ? html`<button type="button" class="button" ?disabled=${chosen.length === 0} @click=${() => this.#choose(chosen, true)}>
                ${this.t('columnsForView')}
              </button>`
            : nothing
        }
        <button type="button" class="button primary" ?disabled=${chosen.length === 0} @click=${() => this.#choose(chosen)}>
          ${this.t('filterApply')}
        </button>
      </div>
    </dialog>`
  }

  #renderOthers(others: ReturnType<typeof otherFields>) {
    // Beside them a list asks for the title, and for the pipeline that names the stages.
    const isFull = this.chosen.length >= PERSONAL_LIMITS.columns - 2
    const words = this.sought.trim().toLocaleLowerCase(this.locale)
    const found = others.filter(({ label }) => label.toLocaleLowerCase(this.locale).includes(words))
    const add = (field: string) => {
      this.chosen = [...this.chosen, { field }]
    }
    return html`${others.length > SEEN_AT_ONCE || words !== '' ? this.#renderSearch() : nothing}
      <ul>
        ${found.map(
          ({ field, label }) => html`<li>
            <label>
              <input type="checkbox" class="checkbox" .checked=${false} ?disabled=${isFull} @change=${() => add(field)} />${label}
            </label>
          </li>`,
        )}
      </ul>
      <p class="help" role="status">${found.length === 0 && words !== '' ? this.t('nothingFound') : ''}</p>`
  }

  #renderSearch() {
    return html`<input
      type="search"
      class="input"
      aria-label=${this.t('columnsFind')}
      placeholder=${this.t('columnsFind')}
      .value=${this.sought}
      @input=${(event: Event) => {
        this.sought = (event.target as HTMLInputElement).value
      }}
    />`
  }

  #renderChosen({ field }: ListColumnChoice, index: number) {
    const label =
      this.task === null ? field : fieldLabel(this.app.model, this.task.entity, { field, locale: this.locale })
    return html`<li
      draggable="true"
      data-field=${field}
      class=${this.over === field ? 'over' : ''}
      @dragstart=${() => {
        this.dragged = field
      }}
      @dragover=${(event: Event) => {
        event.preventDefault()
        this.over = field
      }}
      @drop=${(event: Event) => {
        event.preventDefault()
        this.#drop(field)
      }}
      @keydown=${(event: KeyboardEvent) => this.#onKey(event, field)}
    >
      ${icon('grip-vertical')}
      <label>
        <input
          type="checkbox"
          class="checkbox"
          .checked=${true}
          @change=${() => {
            this.chosen = this.chosen.filter((column) => column.field !== field)
          }}
        />${label}
      </label>
      <button
        type="button"
        class="button quiet icon dense"
        aria-label=${this.t('columnUp', { label })}
        ?disabled=${index === 0}
        @click=${() => this.#move(field, index - 1)}
      >
        ${icon('arrow-up')}
      </button>
      <button
        type="button"
        class="button quiet icon dense"
        aria-label=${this.t('columnDown', { label })}
        ?disabled=${index === this.chosen.length - 1}
        @click=${() => this.#move(field, index + 1)}
      >
        ${icon('arrow-down')}
      </button>
    </li>`
  }
}
customElements.define('studio-columns-sheet', ColumnsSheet)

declare global {
  interface HTMLElementTagNameMap {
    'studio-columns-sheet': ColumnsSheet
  }
}

function fieldLabel(model: ModelView, entity: string, { field, locale }: { field: string; locale: Locale }): string {
  return textIn(columnField(model, entity, field)?.label ?? field, locale)
}

/** As a list knows it: tags are no field but where an entity declares one of that name. */
function columnField(model: ModelView, entity: string, field: string) {
  return fieldOf(model, entity, field) ?? tagsField(model, entity, field)
}

/** Fields that a column can show and none does, by what they are called. */
function otherFields(
  model: ModelView,
  entity: string,
  { chosen, locale }: { chosen: readonly ListColumnChoice[]; locale: Locale },
) {
  const known = model.entities[entity]
  const hasPipeline = Object.values(model.pipelines).some((pipeline) => pipeline.entity === entity)
  const common = COMMON.filter((name) => hasPipeline || !/^(stage|pipeline)/.test(name))
  const shown = new Set([known?.titleField, ...chosen.map(({ field }) => field)])
  return [...new Set([...Object.keys(known?.properties ?? {}), ...common])]
    .filter((field) => !shown.has(field) && columnField(model, entity, field) !== undefined)
    .map((field) => ({ field, label: fieldLabel(model, entity, { field, locale }) }))
    .sort((a, b) => a.label.localeCompare(b.label, locale, { numeric: true }))
}
