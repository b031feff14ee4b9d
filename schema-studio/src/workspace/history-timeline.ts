import type { HistoryEntry } from '@tenon/sdk/contract/api-contract'
import { listIn } from '@tenon/sdk/contract/list-in'
import { chipStyles, stateStyles } from '@tenon/web-components/data.styles'
import { fieldOf } from '@tenon/web-components/value/field-of'
import { formatDateTime, formatRelative } from '@tenon/web-components/value/format-date'
import { renderValue } from '@tenon/web-components/value/render-value'
import { html, nothing } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { pluginName } from '../app/plugin-name.ts'
import { StudioElement } from '../app/studio-element.ts'
import { type IconName, icon } from '../icons/icon.ts'
import type { MessageKey } from '../locales/catalog.ts'
import { timelineStyles } from './timeline.styles.ts'

type Change = HistoryEntry['changes'][string]

const ACTIONS: Array<[pattern: RegExp, icon: IconName, message: MessageKey]> = [
  [/^action\.run$/, 'zap', 'historyRan'],
  [/^record\.reveal$/, 'eye', 'historyRevealed'],
  [/restore/i, 'archive-restore', 'historyRestored'],
  [/delete/i, 'trash-2', 'historyDeleted'],
  [/create|import/i, 'plus', 'historyCreated'],
  [/stage/i, 'arrow-right', 'historyMoved'],
]

/** Who did what to a record, newest first. */
export class HistoryTimeline extends StudioElement {
  static override styles = [StudioElement.styles, chipStyles, stateStyles, timelineStyles]
  static override properties = {
    app: { attribute: false },
    entity: {},
    history: { attribute: false },
    labels: { attribute: false },
  }
  declare app: AppServices
  declare entity: string
  /** Null while it is read. */
  declare history: HistoryEntry[] | null
  declare labels: Record<string, string>

  override render() {
    if (!this.history) return html`<span class="skeleton"></span><span class="skeleton"></span>`
    if (this.history.length === 0) return html`<p class="help">${this.t('historyEmpty')}</p>`
    return html`<ol>
      ${this.history.map((entry) => this.#renderEntry(entry))}
    </ol>`
  }

  #renderEntry(entry: HistoryEntry) {
    const moved = entry.changes['stage']
    const [, iconName, message] =
      ACTIONS.find(([pattern]) => pattern.test(entry.action)) ??
      (moved ? ([null, 'arrow-right', 'historyMoved'] as const) : ([null, 'pencil', 'historyChanged'] as const))
    const isCreation = message === 'historyCreated'
    return html`<li>
      <span class="mark" aria-hidden="true">${icon(iconName)}</span>
      <div class="what">
        <p>
          <b>${this.#actorName(entry)}</b>${entry.onBehalfOf ? html` ${this.t('historyOnBehalf', { name: entry.onBehalfOf })}` : nothing}
          ${this.t(message, { action: this.#actionName(entry) })}
          ${moved && !isCreation ? this.#renderChangedValue('stage', moved) : nothing}
          <time datetime=${entry.at} title=${formatDateTime(entry.at, this.locale)}>${formatRelative(entry.at, this.locale)}</time>
        </p>
        ${this.#renderOverride(entry)}
        ${entry.approvedBy?.length ? html`<p class="reason">${this.t('historyApproved', { names: listIn(entry.approvedBy, this.locale) })}</p>` : nothing}
        ${entry.reason && !entry.override && message !== 'historyRan' ? html`<p class="reason">${this.#reason(entry.reason)}</p>` : nothing}
        ${isCreation ? nothing : this.#renderChanges(entry)}
      </div>
    </li>`
  }

  #renderOverride({ override }: HistoryEntry) {
    if (!override) return nothing
    return html`<p class="reason">${this.t('historyOverride', { reason: override.reason })}</p>
      ${override.rules.map(({ message }) => html`<p class="reason passed">${message}</p>`)}`
  }

  #actorName({ actor, actorName }: HistoryEntry): string {
    if (actor === 'system') return this.t('actorSystem')
    if (actor.startsWith('plugin:')) {
      return pluginName(actor.slice('plugin:'.length), { plugins: this.app.plugins, locale: this.locale })
    }
    return actorName || this.t('somebody')
  }

  /** Of a record that another one's entry into a stage has made: which stage that was. */
  #reason(reason: string): string {
    const [, of = '', at = ''] = /^stage:([^/]+)\/([^/]+)\//.exec(reason) ?? []
    if (of === '') return reason
    const pipeline = this.app.model.pipelines[of]
    const stage = pipeline?.stages.find(({ name }) => name === at)
    return this.t('historyStageCause', {
      pipeline: pipeline ? this.text(pipeline.label) : of,
      stage: stage ? this.text(stage.label) : at,
    })
  }

  /** What the button is called; nobody reads a name that is only the plugin's. */
  #actionName({ reason }: HistoryEntry): string {
    const actions = this.app.model.entities[this.entity]?.actions ?? []
    const found = actions.find(({ plugin, name }) => `${plugin}.${name}` === reason)
    return found ? this.text(found.label) : this.t('historyRanOther')
  }

  #renderChanges({ changes }: HistoryEntry) {
    const shown = Object.entries(changes).filter(
      ([name]) => name !== 'stage' && name !== 'stageEnteredAt' && fieldOf(this.app.model, this.entity, name),
    )
    if (shown.length === 0) return nothing
    return html`<dl>
      ${shown.map(([name, change]) => {
        const field = fieldOf(this.app.model, this.entity, name)
        return html`<div>
          <dt>${field ? this.text(field.label) : name}</dt>
          <dd>${this.#renderChangedValue(name, change)}</dd>
        </div>`
      })}
    </dl>`
  }

  #renderChangedValue(name: string, change: Change) {
    const field = fieldOf(this.app.model, this.entity, name)
    if (!field) return nothing
    if (change.masked) return html`<span class="change">${this.t('historyMasked')}</span>`
    const context = { locale: this.locale, model: this.app.model, labels: this.labels }
    const isNew = change.old === null || change.old === undefined
    return html`<span class="change">
      ${isNew ? nothing : html`<span class="old">${renderValue(change.old, field, context)}</span>${icon('arrow-right')}`}
      <span>${renderValue(change.new, field, context)}</span>
    </span>`
  }
}
customElements.define('studio-history', HistoryTimeline)
