import type { AuditActor, AuditChange, AuditEntry } from '@tenon/sdk/contract/audit-api'
import { listIn } from '@tenon/sdk/contract/list-in'
import { chipStyles, stateStyles } from '@tenon/web-components/data.styles'
import { fieldOf } from '@tenon/web-components/value/field-of'
import { formatDateTime, formatRelative } from '@tenon/web-components/value/format-date'
import { renderValue } from '@tenon/web-components/value/render-value'
import { html, nothing } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import type { AppServices } from '../app/app-services.ts'
import { pluginName } from '../app/plugin-name.ts'
import { recordPath } from '../app/route.ts'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'
import type { MessageKey } from '../locales/catalog.ts'
import { hookName } from '../plugins/hook-name.ts'
import { AsOfEvent } from './as-of-event.ts'
import { consequenceWords } from './consequence-words.ts'
import { type DetailWords, detailRows } from './detail-rows.ts'
import { entryLook } from './entry-look.ts'
import './entry-group.ts'
import type { ReadGroup } from './entry-group.ts'
import { groupWords } from './group-words.ts'
import { originText } from './origin-text.ts'
import { RestoreStateEvent } from './restore-state-event.ts'
import { timelineStyles } from './timeline.styles.ts'

/** Where what was done stands before what it was done to. */
const BEFORE_A_SUBJECT: Readonly<Partial<Record<MessageKey, MessageKey>>> = {
  historyChanged: 'trailChanged',
  historyCreated: 'trailCreated',
  historyDeleted: 'trailDeleted',
  historyRestored: 'trailRestored',
}

/** Who did what, newest first: to one record, or with `withRecord` to any. */
export class HistoryTimeline extends StudioElement {
  static override styles = [StudioElement.styles, chipStyles, stateStyles, timelineStyles]
  static override properties = {
    app: { attribute: false },
    entries: { attribute: false },
    withRecord: { type: Boolean },
    within: { type: Boolean },
    mayRestore: { type: Boolean },
    readGroup: { attribute: false },
    rightLabels: { attribute: false },
  }
  declare app: AppServices
  declare entries: AuditEntry[]
  /** Says of each entry what it is about. */
  declare withRecord: boolean
  /** Whether they stand below one that says already in the course of what they were written. */
  declare within: boolean
  /** Whether values and states can be brought back from here. */
  declare mayRestore: boolean
  /** Needed where entries stand for groups. */
  declare readGroup: ReadGroup | undefined
  /** What named rights are called, for who is told of roles. */
  declare rightLabels: DetailWords['rightLabels']

  override render() {
    return html`<ol>
      ${repeat(
        this.entries,
        ({ id }) => id,
        (entry, index) => this.#renderEntry(entry, index === 0),
      )}
    </ol>`
  }

  #renderEntry(entry: AuditEntry, isLatest: boolean) {
    if (entry.group) return this.#renderGroup(entry)
    const moved = entry.changes['stage']
    const look = entryLook(entry)
    const isCreation = look.message === 'historyCreated'
    return html`<li>
      <span class="mark" aria-hidden="true">${icon(look.icon)}</span>
      <div class="what">
        <p>
          <b>${this.#name(entry)}</b>${entry.onBehalfOf ? html` ${this.t('historyOnBehalf', { name: this.#name(entry.onBehalfOf) })}` : nothing}
          ${this.t((this.withRecord ? BEFORE_A_SUBJECT[look.message] : undefined) ?? look.message, { action: look.action ?? this.#actionName(entry.reason ?? '') })}
          ${moved && !isCreation ? this.#renderChangedValue(entry, 'stage', moved) : nothing}
          ${this.withRecord ? this.#renderSubject(entry) : nothing}
          <time datetime=${entry.at} title=${formatDateTime(entry.at, this.locale)}>${formatRelative(entry.at, this.locale)}</time>
        </p>
        ${this.#renderMerged(entry)} ${this.#renderOverride(entry)}
        ${entry.approvedBy?.length ? html`<p class="reason">${this.t('historyApproved', { names: listIn(entry.approvedBy, this.locale) })}</p>` : nothing}
        ${entry.reason && !entry.override && look.message !== 'historyRan' ? html`<p class="reason">${this.#reason(entry.reason)}</p>` : nothing}
        ${this.#renderUndid(entry)}
        ${entry.erased ? html`<p class="reason">${this.t('historyErased')}</p>` : nothing}
        ${isCreation && !this.withRecord ? nothing : this.#renderChanges(entry)}
        ${this.#renderDetails(entry)}
        ${this.#renderFoot(entry, isLatest)}
      </div>
    </li>`
  }

  /** One row for all that was done in one go: what its records have in common, and a way to each of them. */
  #renderGroup(entry: AuditEntry) {
    const { locale, app } = this
    const [part] = entry.group?.parts ?? []
    return html`<li>
      <span class="mark many" aria-hidden="true">${icon(entryLook({ ...entry, action: part?.action ?? entry.action }).icon)}</span>
      <div class="what">
        <p>
          <span><b>${this.#name(entry)}</b>${entry.onBehalfOf ? html` ${this.t('historyOnBehalf', { name: this.#name(entry.onBehalfOf) })}` : nothing}
            ${groupWords(entry, { locale, model: app.model, ...this.#courseOf(entry) })}</span>
          <time datetime=${entry.at} title=${formatDateTime(entry.at, locale)}>${formatRelative(entry.at, locale)}</time>
        </p>
        ${entry.reason ? html`<p class="reason">${this.#reason(entry.reason)}</p>` : nothing}
        ${this.#renderChanges(entry)}
        <studio-entry-group .app=${app} .group=${entry.group?.id ?? ''} .read=${this.readGroup}></studio-entry-group>
        ${this.#renderFoot(entry, true)}
      </div>
    </li>`
  }

  /** What the action is called in whose course it was done, or who had changed what was taken back. */
  #courseOf({ group, undid }: AuditEntry): { called?: string } {
    if (group?.kind === 'action') return { called: this.#actionName(group.action ?? '') }
    return undid ? { called: this.#name(undid) } : {}
  }

  #renderUndid({ undid }: AuditEntry) {
    if (!undid || this.within) return nothing
    const [from, to] = [formatDateTime(undid.from, this.locale), formatDateTime(undid.to, this.locale)]
    return html`<p class="reason">${this.t('historyUndid', { name: this.#name(undid), from, to })}</p>`
  }

  #renderSubject({ entity, entityLabel, recordId, title }: AuditEntry) {
    if (recordId === null) return nothing
    const called = title ?? this.t('historyGone')
    const kind = entityLabel ?? entity
    return this.app.model.entities[entity] && title !== null
      ? html`<span class="subject">${kind} <a href=${recordPath(entity, recordId)}>${called}</a></span>`
      : html`<span class="subject">${kind} ${called}</span>`
  }

  /** What was merged into the record, or what this one was merged into: each with its own history. */
  #renderMerged({ entity, merged }: AuditEntry) {
    const others = [...(merged?.from ?? []), ...(merged?.into ? [merged.into] : [])]
    if (others.length === 0) return nothing
    return html`<p class="reason">
      ${others.map(
        ({ id, title }, index) =>
          html`${index > 0 ? ', ' : nothing}<a href=${recordPath(entity, id)}>${title || this.t('untitled')}</a>`,
      )}
    </p>`
  }

  #renderOverride({ override }: AuditEntry) {
    if (!override) return nothing
    return html`<p class="reason">${this.t('historyOverride', { reason: override.reason })}</p>
      ${override.rules.map(({ message }) => html`<p class="reason passed">${message}</p>`)}`
  }

  #name({ actor, name }: AuditActor): string {
    if (actor === 'system') return this.t('actorSystem')
    if (actor.startsWith('plugin:')) {
      return this.#pluginName(actor.slice('plugin:'.length))
    }
    return name || this.t('somebody')
  }

  #pluginName(id: string): string {
    const { plugins, model } = this.app
    return pluginName(id, { plugins, labels: model.pluginLabels, locale: this.locale })
  }

  #hookName(hook: string, { actor }: AuditActor): string {
    const { plugins, model } = this.app
    const plugin = actor.slice('plugin:'.length)
    return hookName(hook, {
      model,
      locale: this.locale,
      plugin,
      contents: plugins.find(({ id }) => id === plugin)?.parts,
    })
  }

  /** Of a record that another one's entry into a stage has made: which stage that was. */
  #reason(reason: string): string {
    const [, of = '', at = ''] = /^stage:([^/]+)\/([^/]+)\//.exec(reason) ?? []
    const words = consequenceWords(reason)
    if (of === '') return words === null ? reason : this.t(words)
    const pipeline = this.app.model.pipelines[of]
    const stage = pipeline?.stages.find(({ name }) => name === at)
    return this.t('historyStageCause', {
      pipeline: pipeline ? this.text(pipeline.label) : of,
      stage: stage ? this.text(stage.label) : at,
    })
  }

  /** What the button is called; nobody reads a name that is only the plugin's. */
  #actionName(called: string): string {
    const actions = Object.values(this.app.model.entities).flatMap((entity) => entity.actions)
    const found = actions.find(({ plugin, name }) => `${plugin}.${name}` === called)
    return found ? this.text(found.label) : this.t('historyRanOther')
  }

  #renderChanges(entry: AuditEntry) {
    const shown = Object.entries(entry.changes).filter(
      ([name, { oldText, newText, masked, erased }]) =>
        !/^(stage|stageEnteredAt|deletedAt)$/.test(name) && (masked || erased || oldText || newText),
    )
    if (shown.length === 0) return nothing
    return html`<dl>
      ${shown.map(
        ([name, change]) => html`<div>
          <dt>${change.label}</dt>
          <dd>${this.#renderChangedValue(entry, name, change)}${this.#renderRestoreValue(entry, name, change)}</dd>
        </div>`,
      )}
    </dl>`
  }

  #renderChangedValue({ entity }: AuditEntry, name: string, change: AuditChange) {
    if (change.erased) return html`<span class="change">${this.t('historyErasedPart')}</span>`
    if (change.masked) return html`<span class="change">${this.t('historyMasked')}</span>`
    return html`<span class="change">
      ${change.oldText === '' ? nothing : html`<span class="old">${this.#value(entity, name, { value: change.old, text: change.oldText })}</span>${icon('arrow-right')}`}
      <span>${change.newText === '' ? html`<span class="old">${this.t('historyEmptied')}</span>` : this.#value(entity, name, { value: change.new, text: change.newText })}</span>
    </span>`
  }

  /** Options in their colours; all else in the server's words, which know what is gone by now. */
  #value(entity: string, name: string, { value, text }: { value: AuditChange['old']; text: string }) {
    const field = fieldOf(this.app.model, entity, name)
    const options = field?.options?.filter((option) => [value].flat().includes(option.value)) ?? []
    if (!field || options.length === 0) return text
    // Stages of two pipelines may have one name: the server knows in which of them the record was.
    const meant = options.filter(({ label }) => this.text(label) === text)
    const shown = { ...field, options: meant.length > 0 ? meant : options }
    return renderValue(value, shown, { locale: this.locale, model: this.app.model, labels: {} })
  }

  #renderRestoreValue(entry: AuditEntry, name: string, { masked, erased, label }: AuditChange) {
    const writable = this.app.model.entities[entry.entity]?.properties[name]?.readOnly !== true
    if (!this.mayRestore || masked || erased || entry.action === 'create' || !writable) return nothing
    return html`<button
      class="button quiet dense bring-back"
      title=${this.t('restoreValueOf', { field: label })}
      @click=${() => this.dispatchEvent(new RestoreStateEvent({ entry, side: 'before', field: { name, label } }))}
    >
      ${icon('undo-2')} ${this.t('restoreValue')}
    </button>`
  }

  #renderDetails(entry: AuditEntry) {
    if (entry.details === undefined) return nothing
    const { app, locale, rightLabels } = this
    const words = { locale, model: app.model, pluginName: (id: string) => this.#pluginName(id) }
    const rows = detailRows(entry, { ...words, ...(rightLabels && { rightLabels }) })
    if (rows.length === 0) return nothing
    return html`<dl>
      ${rows.map(
        ({ label, before, after }) => html`<div>
          <dt>${label}</dt>
          <dd>
            ${before === '' ? nothing : html`<span class="change"><span class="old">${before}</span>${icon('arrow-right')}</span>`}
            ${after === '' ? html`<span class="old">${this.t('historyEmptied')}</span>` : after}
          </dd>
        </div>`,
      )}
    </dl>`
  }

  #renderFoot(entry: AuditEntry, isLatest: boolean) {
    const hookName = (hook: string) => this.#hookName(hook, entry)
    const origin = originText(entry.origin, { locale: this.locale, hookName })
    const canGoBack = this.mayRestore && !isLatest && entry.recordId !== null && Object.keys(entry.changes).length > 0
    const canSee = !this.withRecord && !isLatest && entry.version !== null
    if (origin === '' && !canGoBack && !canSee) return nothing
    return html`<p class="foot">
      ${origin}
      ${
        canSee
          ? html`<button class="button quiet dense bring-back" @click=${() => this.dispatchEvent(new AsOfEvent(entry.at))}>
              ${icon('clock')} ${this.t('asOfOpen')}
            </button>`
          : nothing
      }
      ${
        canGoBack
          ? html`<button
              class="button quiet dense bring-back"
              @click=${() => this.dispatchEvent(new RestoreStateEvent({ entry, side: 'after', field: null }))}
            >
              ${icon('archive-restore')} ${this.t('restoreState')}
            </button>`
          : nothing
      }
    </p>`
  }
}
customElements.define('studio-history-timeline', HistoryTimeline)
