import { type ChildCount, COUNT_OPERATORS } from '@tenon/sdk/contract/query'
import { html, nothing } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import type { AppServices } from '../app/app-services.ts'
import { localeStore } from '../app/locale-store.ts'
import { icon } from '../icons/icon.ts'
import type { MessageKey } from '../locales/catalog.ts'
import { type MessageParameters, translate } from '../locales/translate.ts'
import { COUNT_WORDS } from './count-words.ts'
import { childEntity, childLabel, type FilterEntity } from './filter-fields.ts'
import { type ChildrenNode, emptyCondition, emptyGroup, type FilterNode, type GroupNode } from './filter-node.ts'
import { FilterNodeEvent } from './filter-node-event.ts'

export interface GroupView {
  app: AppServices
  place: FilterEntity
  labels: Record<string, string>
  /** Whether the server would take one more condition, and one more level. */
  hasRoom: boolean
  canNest: boolean
  /** Of the root, which cannot be taken away. */
  isRoot: boolean
}

const MATCHES = { all: 'filterMatchAll', any: 'filterMatchAny', none: 'filterMatchNone' } as const
const QUANTITIES = {
  any: 'filterQuantityAny',
  none: 'filterQuantityNone',
  all: 'filterQuantityAll',
  count: 'filterQuantityCount',
} as const
const t = (key: MessageKey, parameters?: MessageParameters) => translate(localeStore.get(), key, parameters)

function tell(event: Event, key: number, node: FilterNode | null): void {
  event.target?.dispatchEvent(new FilterNodeEvent(key, node))
}

/** A group with all that is in it; changes are told by `studio-filter-node`. */
export function renderFilterGroup(group: GroupNode, view: GroupView): unknown {
  const { parts, match, key } = group
  const chooseMatch = (event: Event) =>
    tell(event, key, { ...group, match: (event.target as HTMLSelectElement).value as GroupNode['match'] })
  const add = (event: Event, part: FilterNode) => tell(event, key, { ...group, parts: [...parts, part] })
  return html`<fieldset class="group">
    <legend class="visually-hidden">${t(MATCHES[match])}</legend>
    <div class="match">
      <select class="select" aria-label=${t('filterMatch')} @change=${chooseMatch}>
        ${Object.entries(MATCHES).map(
          ([name, words]) => html`<option value=${name} ?selected=${name === match}>${t(words)}</option>`,
        )}
      </select>
      ${
        view.isRoot
          ? nothing
          : html`<button
              type="button"
              class="button quiet icon dense end"
              aria-label=${t('filterRemoveGroup')}
              title=${t('filterRemoveGroup')}
              @click=${(event: Event) => tell(event, key, null)}
            >
              ${icon('x')}
            </button>`
      }
    </div>
    ${repeat(
      parts,
      (part) => part.key,
      (part) => renderPart(part, view),
    )}
    <div class="add">
      <button type="button" class="button dense" ?disabled=${!view.hasRoom} @click=${(event: Event) => add(event, emptyCondition())}>
        ${icon('plus')} ${t('filterAddCondition')}
      </button>
      <button
        type="button"
        class="button quiet dense"
        ?disabled=${!view.hasRoom || !view.canNest}
        @click=${(event: Event) => add(event, { ...emptyGroup([emptyCondition()]), match: match === 'any' ? 'all' : 'any' })}
      >
        ${icon('plus')} ${t('filterAddGroup')}
      </button>
    </div>
  </fieldset>`
}

function renderPart(part: FilterNode, view: GroupView) {
  if (part.kind === 'group') return renderFilterGroup(part, { ...view, isRoot: false })
  if (part.kind === 'children') return renderChildren(part, view)
  return html`<studio-filter-condition
    .app=${view.app}
    .entity=${view.place.entity}
    .node=${part}
    .labels=${view.labels}
  ></studio-filter-condition>`
}

function renderChildren(node: ChildrenNode, view: GroupView) {
  const { place } = view
  const entity = childEntity(place, node.children)
  const label = childLabel(place, node.children) ?? t('filterFieldGone', { field: node.children })
  const choose = (event: Event) =>
    tell(event, node.key, { ...node, quantity: (event.target as HTMLSelectElement).value as ChildrenNode['quantity'] })
  return html`<div class="children">
    <div class="match">
      <strong>${label}</strong>
      <select class="select" aria-label=${t('filterQuantity')} @change=${choose}>
        ${Object.entries(QUANTITIES).map(
          ([name, words]) => html`<option value=${name} ?selected=${name === node.quantity}>${t(words)}</option>`,
        )}
      </select>
      ${node.quantity === 'count' ? renderCount(node) : nothing}
      <button
        type="button"
        class="button quiet icon dense end"
        aria-label=${t('filterRemoveCondition')}
        title=${t('filterRemoveCondition')}
        @click=${(event: Event) => tell(event, node.key, null)}
      >
        ${icon('x')}
      </button>
    </div>
    ${entity === null ? nothing : renderFilterGroup(node.group, { ...view, place: { ...place, entity }, isRoot: true })}
  </div>`
}

function renderCount(node: ChildrenNode) {
  const { count } = node
  const change = (event: Event, more: Partial<ChildCount>) =>
    tell(event, node.key, { ...node, count: { ...count, ...more } })
  const setValue = (event: Event) => {
    const value = Math.round(Number((event.target as HTMLInputElement).value))
    change(event, { value: Math.min(1000, Math.max(0, value || 0)) })
  }
  return html`<select
      class="select"
      aria-label=${t('filterOperator')}
      @change=${(event: Event) => change(event, { op: (event.target as HTMLSelectElement).value as ChildCount['op'] })}
    >
      ${COUNT_OPERATORS.map(
        (op) =>
          html`<option value=${op} ?selected=${op === count.op}>${t(COUNT_WORDS[op], { value: '' }).trim()}</option>`,
      )}
    </select>
    <input
      class="input number"
      type="number"
      min="0"
      max="1000"
      aria-label=${t('filterCountOf')}
      .value=${String(count.value)}
      @change=${setValue}
    />`
}
