import type { ModelViewEntity } from '@tenon/sdk/contract/model-document'
import {
  type EntityGrant,
  type FieldGrant,
  type NamedRowScope,
  ROW_SCOPES,
  unseenActions,
} from '@tenon/sdk/contract/role-grants'
import { css, html, nothing } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'
import type { MessageKey } from '../locales/catalog.ts'
import type { ExpressionChangedEvent } from './expression-editor.ts'
import { rowRuleProblems } from './row-rule-problems.ts'
import './expression-editor.ts'

/** Other rights over an entity, or none of its own any more. */
export class GrantChangedEvent extends Event {
  readonly entity: string
  readonly grant: EntityGrant | null

  constructor(entity: string, grant: EntityGrant | null) {
    super('studio-grant-changed')
    this.entity = entity
    this.grant = grant
  }
}

const ACTIONS = ['read', 'create', 'update', 'delete'] as const
const ACTION_LABELS: Record<(typeof ACTIONS)[number], MessageKey> = {
  read: 'rightRead',
  create: 'rightCreate',
  update: 'rightUpdate',
  delete: 'rightDelete',
}
const SCOPE_LABELS: Record<NamedRowScope, MessageKey> = {
  all: 'scopeAll',
  territoryAndBelow: 'scopeTerritoryAndBelow',
  territory: 'scopeTerritory',
  teamAndBelow: 'scopeTeamAndBelow',
  team: 'scopeTeam',
  own: 'scopeOwn',
  none: 'scopeNone',
}
/** In the choice of scopes; it is no name of one. */
const CONDITION = 'where'

/** What a role may do with the records of one entity, and with which of its fields. Fires `studio-grant-changed`. */
export class EntityGrantEditor extends StudioElement {
  static override styles = [
    StudioElement.styles,
    css`
      fieldset {
        display: grid;
        gap: var(--tenon-space-3);
        min-width: 0;
        margin: 0;
        padding: var(--tenon-space-3) var(--tenon-space-4);
        border: 1px solid var(--tenon-line);
        border-radius: var(--tenon-radius-card);
      }
      .top {
        display: flex;
        gap: var(--tenon-space-2);
        align-items: center;
        justify-content: space-between;
      }
      legend {
        padding: 0 4px;
      }
      b {
        font-weight: var(--tenon-weight-strong);
      }
      .scopes {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(120px, 1fr));
        gap: var(--tenon-space-2);
      }
      .scopes label {
        display: grid;
        gap: 4px;
        color: var(--tenon-text-muted);
        font-size: var(--tenon-font-size-xs);
      }
      .help {
        margin: 0;
      }
      .check {
        display: flex;
        gap: 8px;
        align-items: flex-start;
        font-size: var(--tenon-font-size-sm);
      }
      summary {
        color: var(--tenon-text-muted);
        font-size: var(--tenon-font-size-sm);
        cursor: pointer;
      }
      table {
        width: 100%;
        margin-top: var(--tenon-space-2);
        border-collapse: collapse;
        font-size: var(--tenon-font-size-sm);
      }
      th {
        padding: 4px 0;
        color: var(--tenon-text-muted);
        font-size: var(--tenon-font-size-xs);
        font-weight: var(--tenon-weight-medium);
        text-align: start;
      }
      td {
        padding: 3px 0;
      }
    `,
  ]
  static override properties = { app: { attribute: false }, entity: {}, grant: { attribute: false } }
  declare app: AppServices
  /** `*` for all that the role does not name. */
  declare entity: string
  declare grant: EntityGrant

  get #schema(): ModelViewEntity | undefined {
    return this.app.model.entities[this.entity]
  }

  #change(grant: EntityGrant | null): void {
    this.dispatchEvent(new GrantChangedEvent(this.entity, grant))
  }

  #changeField(name: string, change: Partial<FieldGrant>): void {
    const { fields = {}, ...rest } = this.grant
    const before = fields[name] ?? { read: true, write: true }
    const after = { ...before, ...change }
    // Nobody writes what he cannot see.
    const field = { ...after, write: after.read && after.write }
    const { [name]: _before, ...others } = fields
    const isDefault = field.read && field.write && field.reveal === undefined
    const kept = isDefault ? others : { ...others, [name]: field }
    this.#change({ ...rest, ...(Object.keys(kept).length > 0 && { fields: kept }) })
  }

  override render() {
    const schema = this.#schema
    const label =
      this.entity === '*' ? this.t('allOtherEntities') : schema ? this.text(schema.pluralLabel) : this.entity
    return html`<fieldset aria-label=${label}>
      <div class="top">
        <b>${label}</b>
        <button
          type="button"
          class="button quiet icon dense"
          title=${this.t('removeRights')}
          aria-label=${`${this.t('removeRights')}: ${label}`}
          @click=${() => this.#change(null)}
        >
          ${icon('x')}
        </button>
      </div>
      <div class="scopes">${ACTIONS.map((action) => this.#renderScope(action))}</div>
      ${unseenActions(this.grant).length > 0 ? html`<p class="help" role="status">${this.t('rightsUnseen')}</p>` : nothing}
      ${schema ? ACTIONS.map((action) => this.#renderCondition(action, schema)) : nothing}
      ${this.#renderCheck('reveal', 'rightReveal')} ${this.#renderCheck('override', 'rightOverride')}
      ${this.#renderCheck('share', 'rightShare')}
      ${schema ? this.#renderFields(schema) : nothing}
    </fieldset>`
  }

  #renderScope(action: (typeof ACTIONS)[number]) {
    const grant = this.grant[action] ?? 'none'
    const present = typeof grant === 'object' ? CONDITION : grant
    const choose = (event: Event) => {
      const chosen = (event.target as HTMLSelectElement).value as NamedRowScope | typeof CONDITION
      this.#change({ ...this.grant, [action]: chosen === CONDITION ? { where: '' } : chosen })
    }
    return html`<label>
      ${this.t(ACTION_LABELS[action])}
      <select class="select" aria-label=${this.t(ACTION_LABELS[action])} @change=${choose}>
        ${ROW_SCOPES.map(
          (scope) =>
            html`<option value=${scope} ?selected=${scope === present}>${this.t(SCOPE_LABELS[scope])}</option>`,
        )}
        ${
          this.entity === '*'
            ? nothing
            : html`<option value=${CONDITION} ?selected=${present === CONDITION}>${this.t('scopeWhere')}</option>`
        }
      </select>
    </label>`
  }

  #renderCondition(action: (typeof ACTIONS)[number], { properties }: ModelViewEntity) {
    const scope = this.grant[action]
    if (typeof scope !== 'object') return nothing
    return html`<studio-expression-editor
      .label=${this.t('scopeWhereOf', { action: this.t(ACTION_LABELS[action]) })}
      .help=${this.t('scopeWhereHelp')}
      .value=${scope.where}
      .problems=${scope.where.trim() === '' ? [] : rowRuleProblems(this.app.model, this.entity, scope.where)}
      .names=${Object.entries(properties).map(([name, { label }]) => ({ name, label: this.text(label) }))}
      @studio-expression-changed=${({ text }: ExpressionChangedEvent) =>
        this.#change({ ...this.grant, [action]: { where: text } })}
    ></studio-expression-editor>`
  }

  #renderCheck(right: 'reveal' | 'override' | 'share', label: MessageKey) {
    const set = (event: Event) => {
      const { [right]: _before, ...rest } = this.grant
      this.#change((event.target as HTMLInputElement).checked ? { ...rest, [right]: true } : rest)
    }
    return html`<label class="check">
      <input class="checkbox" type="checkbox" .checked=${this.grant[right] ?? false} @change=${set} />
      ${this.t(label)}
    </label>`
  }

  #renderFields({ properties }: ModelViewEntity) {
    const limited = Object.keys(this.grant.fields ?? {}).length
    return html`<details>
      <summary>${limited > 0 ? this.t('fieldRightsSome', { count: limited }) : this.t('fieldRights')}</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">${this.t('field')}</th>
            <th scope="col">${this.t('fieldSee')}</th>
            <th scope="col">${this.t('fieldChange')}</th>
          </tr>
        </thead>
        <tbody>
          ${Object.entries(properties).map(([name, { label }]) => {
            const { read, write } = this.grant.fields?.[name] ?? { read: true, write: true }
            return html`<tr>
              <td>${this.text(label)}</td>
              <td>${this.#renderFieldCheck(name, { part: 'read', on: read, label: this.text(label) })}</td>
              <td>${this.#renderFieldCheck(name, { part: 'write', on: write, label: this.text(label) })}</td>
            </tr>`
          })}
        </tbody>
      </table>
    </details>`
  }

  #renderFieldCheck(name: string, { part, on, label }: { part: 'read' | 'write'; on: boolean; label: string }) {
    const set = (event: Event) => {
      const checked = (event.target as HTMLInputElement).checked
      this.#changeField(name, part === 'write' && checked ? { read: true, write: true } : { [part]: checked })
    }
    const verb = this.t(part === 'read' ? 'fieldSee' : 'fieldChange')
    return html`<input
      class="checkbox"
      type="checkbox"
      aria-label=${`${label}: ${verb}`}
      .checked=${on}
      @change=${set}
    />`
  }
}
customElements.define('studio-entity-grant', EntityGrantEditor)
