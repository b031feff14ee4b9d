import type { TenonClient } from '@tenon/sdk/client'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { textIn } from '@tenon/sdk/contract/locale'
import type { SortKey } from '@tenon/sdk/contract/query'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { html, nothing } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { formatValue } from '../value/format-value.ts'
import { isMaskedIn } from '../value/is-masked-in.ts'
import { renderMasked } from '../value/render-masked.ts'
import { isStale, renderStale, withStale } from '../value/render-stale.ts'
import { renderTags } from '../value/render-tags.ts'
import { renderValue } from '../value/render-value.ts'
import { tagsField } from '../value/tags-field.ts'
import { valueTexts } from '../value/value.texts.ts'
import type { ValueContext } from '../value/value-context.ts'
import type { ListColumn } from './list-columns.ts'
import type { RecordListTexts } from './record-list.texts.ts'
import { renderColumnEdge } from './render-column-edge.ts'
import { renderStar } from './render-star.ts'

export interface TableView {
  client: TenonClient | null
  entity: string
  records: TenonRecord[]
  columns: ListColumn[]
  context: ValueContext
  texts: RecordListTexts
  sort: SortKey | null
  selected: ReadonlySet<string>
  /** Field → pixels; null: columns are as wide as they need, and keep so. */
  widths: Readonly<Record<string, number>> | null
  /** Records with a star; null: the list has no stars. */
  favourites: ReadonlySet<string> | null
  /** Row that holds the tab stop. */
  active: number
  busy: boolean
  label: string
  onSort(column: ListColumn): void
  onSelect(id: string, on: boolean): void
  onSelectAll(on: boolean): void
  onOpen(id: string, index: number): void
}

export function renderTable(view: TableView) {
  const { records, columns, texts, selected, busy, label } = view
  const all = records.length > 0 && records.every(({ id }) => selected.has(id))
  return html`<table class="table" aria-label=${label} aria-busy=${busy}>
    <thead>
      <tr>
        <th class="sticky check" scope="col">
          <input
            type="checkbox"
            class="checkbox"
            aria-label=${texts.selectAll}
            .checked=${all}
            .indeterminate=${!all && selected.size > 0}
            @change=${(event: Event) => view.onSelectAll((event.target as HTMLInputElement).checked)}
          />
        </th>
        ${columns.map((column, index) => renderHeader(column, index === 0, view))}
      </tr>
    </thead>
    <tbody>
      ${repeat(
        records,
        ({ id }) => id,
        (record, index) => renderRow(record, index, view),
      )}
    </tbody>
  </table>`
}

function renderHeader(column: ListColumn, first: boolean, { context, texts, sort, widths, onSort }: TableView) {
  const label = textIn(column.schema.label, context.locale)
  const direction = sort?.field === column.name ? (sort.direction ?? 'asc') : null
  const next = direction === null ? texts.sortAscending : direction === 'asc' ? texts.sortDescending : texts.sortNone
  const classes = `${first ? 'sticky title' : ''} ${column.numeric ? 'end' : ''}`
  const content = column.sortable
    ? html`<button type="button" class="sort" title=${next(label)} @click=${() => onSort(column)}>
        ${label}<span class="arrow" aria-hidden="true">${direction === null ? '' : direction === 'asc' ? '↑' : '↓'}</span>
      </button>`
    : label
  const order = direction === null ? nothing : direction === 'asc' ? 'ascending' : 'descending'
  const edge =
    widths === null ? nothing : renderColumnEdge({ field: column.name, label, width: widths[column.name], texts })
  return html`<th scope="col" class=${classes} aria-sort=${order}>${content}${edge}</th>`
}

function renderRow(record: TenonRecord, index: number, view: TableView) {
  const { client, entity, columns, selected, active, texts, favourites, onSelect, onOpen } = view
  const context = { ...view.context, labels: record.$labels }
  const [titleColumn, ...others] = columns
  const titleValue = titleColumn && (record[titleColumn.name] as JsonValue | undefined)
  const title =
    (titleColumn && formatValue(titleValue, titleColumn.schema, context)) || valueTexts(context.locale).unnamed
  const isSelected = selected.has(record.id)
  return html`<tr class=${isSelected ? 'selected' : ''} data-index=${index} @click=${() => onOpen(record.id, index)}>
    <td class="sticky check" @click=${(event: Event) => event.stopPropagation()}>
      <input
        type="checkbox"
        class="checkbox"
        tabindex="-1"
        aria-label=${texts.select(title)}
        .checked=${isSelected}
        @change=${(event: Event) => onSelect(record.id, (event.target as HTMLInputElement).checked)}
      />
    </td>
    <th scope="row" class="sticky title ${favourites ? 'starred' : ''}">
      <button type="button" id="open-${record.id}" class="open" tabindex=${index === active ? 0 : -1} title=${title}>${title}</button>
      ${favourites ? renderStar({ id: record.id, describedBy: `open-${record.id}`, on: favourites.has(record.id), texts }) : nothing}
      ${titleColumn && isStale(record, titleColumn.name) ? renderStale(context.locale) : nothing}
    </th>
    ${others.map(
      ({ name, schema, schemaIn, numeric }) =>
        html`<td class=${numeric ? 'end' : ''}>
          ${withStale(
            isTags(view, name)
              ? renderTags(record, client)
              : isMaskedIn(record, name)
                ? renderMasked({ record, entity, field: name, schema, client, context })
                : renderValue(record[name] as JsonValue | undefined, schemaIn(record), {
                    ...context,
                    place: { entity, id: record.id, field: name },
                  }),
            { record, field: name, locale: context.locale },
          )}
        </td>`,
    )}
  </tr>`
}

function isTags({ context: { model }, entity }: TableView, name: string): boolean {
  return tagsField(model, entity, name) !== undefined
}

/** The table's shape before its rows are there, so that nothing jumps when they come. */
export function renderSkeletonTable(columns: ListColumn[], { context }: Pick<TableView, 'context'>) {
  return html`<table class="table" aria-hidden="true">
    <thead>
      <tr>
        <th class="sticky check"></th>
        ${columns.map(
          ({ schema, numeric }) => html`<th class=${numeric ? 'end' : ''}>${textIn(schema.label, context.locale)}</th>`,
        )}
      </tr>
    </thead>
    <tbody>
      ${Array.from(
        { length: 12 },
        (_, row) => html`<tr>
          <td class="check"></td>
          ${columns.map((__, column) => html`<td><i class="skeleton w${(row * 3 + column * 5) % 4}"></i></td>`)}
        </tr>`,
      )}
    </tbody>
  </table>`
}
