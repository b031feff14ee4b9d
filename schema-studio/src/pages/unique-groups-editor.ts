import type { UniqueGroup } from '@tenon/sdk/contract/entity-schema'
import type { ModelEntity } from '@tenon/sdk/contract/model-document'
import { css, html, nothing } from 'lit'
import { StudioElement } from '../app/studio-element.ts'
import { canBeFolded, canBeInGroup } from '../draft/set-unique-groups.ts'
import { icon } from '../icons/icon.ts'

/** Other fields are unique together now. */
export class GroupsChangedEvent extends Event {
  readonly groups: UniqueGroup[]

  constructor(groups: UniqueGroup[]) {
    super('studio-groups-changed')
    this.groups = groups
  }
}

/** Which fields' values together no two records may share. Fires `studio-groups-changed`. */
export class UniqueGroupsEditor extends StudioElement {
  static override styles = [
    StudioElement.styles,
    css`
      :host {
        display: grid;
        gap: var(--tenon-space-2);
      }
      .group {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: var(--tenon-space-2);
        align-items: start;
        margin: 0;
        padding: var(--tenon-space-3);
        border: 1px solid var(--tenon-line);
        border-radius: var(--tenon-radius-card);
      }
      .fields {
        display: flex;
        flex-wrap: wrap;
        gap: 6px 14px;
        max-height: 180px;
        overflow-y: auto;
      }
      .fold {
        grid-column: 1 / -1;
      }
      .fold,
      .fields label {
        display: inline-flex;
        gap: 6px;
        align-items: center;
        font-size: var(--tenon-font-size-sm);
      }
      .error {
        grid-column: 1 / -1;
      }
      .add {
        justify-self: start;
      }
    `,
  ]
  static override properties = { entity: { attribute: false }, groups: { attribute: false } }
  declare entity: ModelEntity
  declare groups: readonly UniqueGroup[]

  #change(groups: UniqueGroup[]): void {
    this.groups = groups
    this.dispatchEvent(new GroupsChangedEvent(groups))
  }

  #toggle(index: number, name: string, on: boolean): void {
    const changed = this.groups.map((group, at) => {
      if (at !== index) return group
      const fields = on ? [...group.fields, name] : group.fields.filter((other) => other !== name)
      return { ...group, fields }
    })
    this.#change(changed)
  }

  #fold(index: number, caseFolded: boolean): void {
    const changed = this.groups.map((group, at) => {
      const { caseFolded: _before, ...rest } = group
      if (at !== index) return group
      return caseFolded ? { ...rest, caseFolded } : rest
    })
    this.#change(changed)
  }

  override render() {
    return html`${this.groups.map((group, index) => this.#renderGroup(group, index))}
      <button type="button" class="button quiet add" @click=${() => this.#change([...this.groups, { fields: [] }])}>
        ${icon('plus')} ${this.t('addUniqueGroup')}
      </button>`
  }

  #renderGroup(group: UniqueGroup, index: number) {
    const { fields } = group
    const offered = Object.entries(this.entity.properties).filter(
      ([name, field]) => canBeInGroup(field) || fields.includes(name),
    )
    return html`<div class="group" role="group" aria-label=${this.t('uniqueGroupNumber', { number: index + 1 })}>
      <span class="fields">
        ${offered.map(
          ([name, field]) => html`<label>
            <input
              class="checkbox"
              type="checkbox"
              .checked=${fields.includes(name)}
              @change=${(event: Event) => this.#toggle(index, name, (event.target as HTMLInputElement).checked)}
            />${this.text(field.label)}
          </label>`,
        )}
      </span>
      <button
        type="button"
        class="button quiet icon dense"
        title=${this.t('removeUniqueGroup')}
        aria-label=${this.t('removeUniqueGroup')}
        @click=${() => this.#change(this.groups.toSpliced(index, 1))}
      >
        ${icon('x')}
      </button>
      ${
        canBeFolded(this.entity, group)
          ? html`<label class="fold">
              <input
                class="checkbox"
                type="checkbox"
                .checked=${group.caseFolded ?? false}
                @change=${(event: Event) => this.#fold(index, (event.target as HTMLInputElement).checked)}
              />${this.t('ruleCaseFolded')}
            </label>`
          : nothing
      }
      ${fields.length === 1 ? html`<p class="error">${this.t('uniqueGroupTooSmall')}</p>` : nothing}
    </div>`
  }
}

customElements.define('studio-unique-groups-editor', UniqueGroupsEditor)
