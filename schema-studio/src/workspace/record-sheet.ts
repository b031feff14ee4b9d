import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import type { LiveMessage } from '@tenon/sdk/contract/record-event'
import { stateStyles } from '@tenon/web-components/data.styles'
import type { RecordSavedEvent } from '@tenon/web-components/events/record-saved-event'
import '@tenon/web-components/record-form'
import { css, html, nothing } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { errorText } from '../app/error-text.ts'
import { focusedElement } from '../app/focused-element.ts'
import { recordTitle } from '../app/record-title.ts'
import { sheetStyles } from '../app/sheet.styles.ts'
import { StudioElement } from '../app/studio-element.ts'
import type { DuplicateQuestion } from '../duplicates/duplicate-question.ts'
import { touchedRules } from '../duplicates/touched-rules.ts'
import { icon } from '../icons/icon.ts'
import { actorName } from './actor-name.ts'
import { offerUndo } from './offer-undo.ts'
import type { PipelineChosenEvent } from './pipeline-select.ts'
import { pipelinesOf } from './pipelines-of.ts'
import { PresenceKeeper } from './presence-keeper.ts'
import { restoredWords } from './restored-words.ts'
import './pipeline-select.ts'

const NO_VALUES: JsonObject = {}

/** What the sheet opens for. */
export interface SheetTask {
  entity: string
  /** Missing: a new record. */
  record?: TenonRecord
  initialValues?: JsonObject
  /** Field to start in, such as the one that a refused move asks for. */
  startField?: string | undefined
}

/** Creates or edits a record at the right edge. What was typed is never lost without a question; fires `studio-sheet-closed`. */
export class RecordSheet extends StudioElement {
  static override styles = [
    StudioElement.styles,
    stateStyles,
    sheetStyles,
    css`
      .pipeline {
        margin-bottom: var(--tenon-space-4);
      }
      /* Keeps the lines for what others do: the form must not move beneath the hands of who types. */
      .head > div {
        min-width: 0;
      }
      .others {
        margin: 0;
        overflow: hidden;
        color: var(--tenon-information-text);
        font-size: var(--tenon-font-size-xs);
        line-height: 1.35;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .others.changed {
        color: var(--tenon-caution-text);
        font-weight: var(--tenon-weight-medium);
      }
      @media (width < 560px) {
        .head {
          min-height: 68px;
        }
        .others {
          display: -webkit-box;
          -webkit-box-orient: vertical;
          -webkit-line-clamp: 2;
          white-space: normal;
        }
      }
    `,
  ]
  static override properties = {
    app: { attribute: false },
    task: { state: true },
    changedBy: { state: true },
    deleted: { state: true },
    asksDuplicates: { state: true },
  }
  declare app: AppServices
  declare task: SheetTask | null
  declare changedBy: string | null
  /** Set once somebody has deleted the record; what was typed stays. */
  declare deleted: { by: string; version: number } | null
  /** The question about duplicates is part of the page. */
  declare asksDuplicates: boolean
  readonly #presence = new PresenceKeeper(this, () => {
    const { task } = this
    return task?.record ? { entity: task.entity, id: task.record.id, state: 'editing' } : null
  })
  #returnFocus: HTMLElement | null = null

  constructor() {
    super()
    this.task = null
    this.changedBy = null
    this.deleted = null
    this.asksDuplicates = false
  }

  override connectedCallback(): void {
    super.connectedCallback()
    const { router, live } = this.app
    this.untilRemoved(router.addGuard({ isDirty: () => this.#isDirty, ask: () => this.#askToDiscard() }))
    this.untilRemoved(live.subscribe((message) => void this.#notice(message)))
  }

  async open(task: SheetTask): Promise<void> {
    this.#returnFocus = focusedElement()
    this.task = task
    this.changedBy = null
    this.deleted = null
    await this.updateComplete
    const dialog = this.element<HTMLDialogElement>('dialog')
    if (!dialog?.open) dialog?.showModal()
    await this.#form?.updateComplete
    const field = task.startField ?? this.#firstField(task)
    if (field) this.#form?.focusField(field)
  }

  get isOpen(): boolean {
    return this.task !== null
  }

  get #form() {
    return this.element<HTMLElementTagNameMap['tenon-record-form']>('tenon-record-form')
  }

  get #isDirty(): boolean {
    return this.#form?.dirty ?? false
  }

  #askToDiscard(): Promise<boolean> {
    return this.app.confirm({
      title: this.t('discardTitle'),
      text: this.t('discardText'),
      confirm: this.t('discard'),
      cancel: this.t('keepEditing'),
      critical: true,
    })
  }

  async #notice(message: LiveMessage | { type: 'reconnected' }): Promise<void> {
    const record = this.task?.record
    if (!record || !('recordId' in message) || message.recordId !== record.id) return
    if (message.version <= record.version) return
    const by = actorName(message.actor, this.app) ?? this.t('somebody')
    this.deleted = message.type === 'record.deleted' ? { by, version: message.version } : null
    if (this.deleted) return
    if (!this.#isDirty) return void this.#readAgain()
    this.changedBy = by
  }

  async #bringBack(version: number): Promise<void> {
    const { entity, record } = this.task ?? {}
    if (entity === undefined || record === undefined) return
    const { model, client, toast } = this.app
    try {
      const restored = await client.records.restore({ entity, id: record.id, version })
      this.deleted = null
      const title = recordTitle(entity, record, { model, locale: this.locale })
      toast({ tone: 'positive', text: restoredWords(restored, title, this.locale) })
    } catch (error) {
      toast({ tone: 'critical', text: errorText(error, this.locale) })
    }
  }

  /** Nothing has been typed yet, so the form may simply show what is true now. */
  async #readAgain(): Promise<void> {
    const { task } = this
    if (!task?.record) return
    const record = await this.app.client.records.get({ entity: task.entity, id: task.record.id }).catch(() => null)
    if (record && this.task === task && !this.#isDirty) this.task = { ...task, record }
  }

  async #requestClose(): Promise<void> {
    if (this.#isDirty && !(await this.#askToDiscard())) return
    this.close()
  }

  close(): void {
    this.element<HTMLDialogElement>('dialog')?.close()
    this.task = null
    this.#returnFocus?.focus()
    this.dispatchEvent(new Event('studio-sheet-closed'))
  }

  #saved({ entity, record: after }: RecordSavedEvent): void {
    const before = this.task?.record
    this.close()
    if (before) offerUndo(this.app, { entity, before, after, locale: this.locale })
  }

  override render() {
    const { task, app } = this
    return html`<dialog
      aria-labelledby="sheet-title"
      @cancel=${(event: Event) => {
        event.preventDefault()
        void this.#requestClose()
      }}
    >
      <div class="head">
        <div>
          <h2 id="sheet-title">${task ? this.#title(task) : nothing}</h2>
          ${this.#renderOthers()}
        </div>
        ${this.#renderBringBack()}
        <button class="button quiet icon" aria-label=${this.t('close')} @click=${() => void this.#requestClose()}>
          ${icon('x')}
        </button>
      </div>
      <div class="content">
        ${task ? this.#renderPipeline(task) : nothing}
        ${
          task
            ? html`<tenon-record-form
                .client=${app.client}
                .model=${app.model}
                .entity=${task.entity}
                .record=${task.record ?? null}
                .recordId=${task.record?.id ?? null}
                .initialValues=${task.initialValues ?? NO_VALUES}
                .locale=${this.locale}
                .beforeSave=${this.#askAboutDuplicates}
                @tenon-save=${this.#saved}
                @tenon-cancel=${() => this.close()}
                @tenon-conflict=${() => {
                  // The form says so itself by now, with both versions.
                  this.changedBy = null
                }}
              ></tenon-record-form>`
            : nothing
        }
      </div>
      ${this.asksDuplicates ? html`<studio-duplicate-question .app=${app}></studio-duplicate-question>` : nothing}
    </dialog>`
  }

  /** Whoever types here learns in time that somebody else does as well, or has saved already. */
  #renderOthers() {
    const { changedBy } = this
    const editing = this.#presence.editors.map(({ name }) => this.t('isEditing', { name })).join(' ')
    const changed = this.deleted
      ? this.t('deletedWhileEditing', { name: this.deleted.by })
      : changedBy === null
        ? null
        : this.t('changedWhileEditing', { name: changedBy })
    const said = changed ?? editing
    return html`<div role="status">
      ${said === '' ? nothing : html`<p class="others ${changed === null ? '' : 'changed'}" title=${said}>${said}</p>`}
    </div>`
  }

  #renderBringBack() {
    const { deleted, task } = this
    if (deleted === null || !this.app.model.entities[task?.entity ?? '']?.access.delete) return nothing
    return html`<button class="button dense" @click=${() => void this.#bringBack(deleted.version)}>
      ${this.t('restoreValue')}
    </button>`
  }

  /** Which pipeline a new record goes through; one that begins in a stage has its pipeline already. */
  #renderPipeline(task: SheetTask) {
    const pipelines = pipelinesOf(this.app.model, task.entity)
    const { pipeline, stage } = task.initialValues ?? NO_VALUES
    if (task.record || pipelines.length < 2 || stage !== undefined) return nothing
    return html`<div class="field pipeline">
      <span class="label" aria-hidden="true">${this.t('pipeline')}</span>
      <studio-pipeline-select
        .pipelines=${pipelines}
        .chosen=${typeof pipeline === 'string' ? pipeline : (pipelines[0]?.name ?? null)}
        @studio-pipeline-chosen=${({ pipeline: chosen }: PipelineChosenEvent) => {
          if (chosen !== null) this.task = { ...task, initialValues: { ...task.initialValues, pipeline: chosen } }
        }}
      ></studio-pipeline-select>
    </div>`
  }

  /** The form begins where one begins to type, and not at the button that closes it. */
  #firstField({ entity }: SheetTask): string | null {
    const schema = this.app.model.entities[entity]
    if (!schema) return null
    const ordered = [...(schema.sections ?? []).flatMap(({ fields }) => fields), ...Object.keys(schema.properties)]
    const writable = (name: string) => schema.access.writableFields.includes(name) && !schema.properties[name]?.readOnly
    return ordered.find((name) => schema.properties[name] && writable(name)) ?? null
  }

  /** Its code is fetched when there is something to ask; an entity without rules, and fields that none looks at, cost nothing. */
  #askAboutDuplicates = async (values: JsonObject, record: TenonRecord | null): Promise<boolean> => {
    const entity = this.task?.entity ?? ''
    const schema = this.app.model.entities[entity]
    const asked = schema === undefined ? null : touchedRules(schema, { values, record })
    if (asked === null) return true
    const id = record?.id ?? null
    const input = { entity, values: asked, ...(id !== null && { id }) }
    // Saving does not depend on it: what must not be is refused by the server in any case.
    const found = await this.app.client.records.duplicates(input).catch(() => null)
    if (found === null || found.rules.length === 0) return true
    await import('../duplicates/duplicate-question.ts')
    this.asksDuplicates = true
    await this.updateComplete
    return (
      (await this.element<DuplicateQuestion>('studio-duplicate-question')?.ask({ entity, id, rules: found.rules })) ??
      true
    )
  }

  #title({ entity, record }: SheetTask): string {
    const { model } = this.app
    if (record) return this.t('editRecord', { title: recordTitle(entity, record, { model, locale: this.locale }) })
    const schema = model.entities[entity]
    return this.t('newOf', { entity: schema ? this.text(schema.label) : '' })
  }
}
customElements.define('studio-record-sheet', RecordSheet)
