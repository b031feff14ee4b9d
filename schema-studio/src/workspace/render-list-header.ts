import { textIn } from '@tenon/sdk/contract/locale'
import type { ModelViewEntity } from '@tenon/sdk/contract/model-document'
import { html, nothing } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { localeStore } from '../app/locale-store.ts'
import { pageHeader } from '../app/page-header.ts'
import { boardPath, duplicatesPath, trashPath } from '../app/route.ts'
import { changesMany } from '../bulk/changes-many.ts'
import { icon } from '../icons/icon.ts'
import { translate } from '../locales/translate.ts'
import { boardMemory } from './board-memory.ts'
import { viewPath, viewsOf } from './list-view.ts'
import type { PipelineChosenEvent } from './pipeline-select.ts'
import { pipelinesOf } from './pipelines-of.ts'

interface ListHeader {
  app: AppServices
  schema: ModelViewEntity
  entity: string
  /** Name of the view at hand. */
  view: string
  pipeline: string | null
  /** The plugins' actions on the list. */
  actions: unknown
  onPipeline(pipeline: string | null): void
  onCreate(): void
  onImport(): void
  onRecent(): void
}

/** A list's title, its views as tabs, and what can be done with the list as a whole. */
export function renderListHeader(header: ListHeader) {
  const { app, schema, entity, view, pipeline, actions, onPipeline, onCreate } = header
  const locale = localeStore.get()
  const boards = pipelinesOf(app.model, entity)
  const last = boardMemory.get(app.session.tenant.slug, entity)
  const board = boards.find(({ name }) => name === last) ?? boards[0]
  const tab = (label: string, name: string) => ({ label, path: viewPath(entity, name), current: view === name })
  return pageHeader({
    title: textIn(schema.pluralLabel, locale),
    tabs: [
      tab(translate(locale, 'viewAll'), 'all'),
      tab(translate(locale, 'viewMine'), 'mine'),
      ...viewsOf(app.model, entity).map(({ name, label }) => tab(textIn(label, locale), name)),
      ...app.personal.viewsOf(entity).map(({ id, name }) => tab(name, id)),
      ...(board ? [{ label: translate(locale, 'board'), path: boardPath(board.name), current: false }] : []),
    ],
    actions: html`${renderDuplicates(entity, schema)} ${schema.access.delete ? renderTrash(entity) : nothing}
      ${schema.access.create ? renderImport(header) : nothing} ${changesMany(app, entity) ? renderRecent(header) : nothing}
      <studio-pipeline-select
        with-all
        .label=${translate(locale, 'pipelineFilter')}
        .pipelines=${boards}
        .chosen=${pipeline}
        @studio-pipeline-chosen=${(event: PipelineChosenEvent) => onPipeline(event.pipeline)}
      ></studio-pipeline-select>
      ${actions}
      ${
        schema.access.create
          ? html`<button class="button primary" @click=${onCreate}>
              ${icon('plus')} ${translate(locale, 'newOf', { entity: textIn(schema.label, locale) })}
            </button>`
          : nothing
      }`,
  })
}

function renderDuplicates(entity: string, { duplicates = [], access }: ModelViewEntity) {
  if (duplicates.length === 0 || !access.update) return nothing
  const label = translate(localeStore.get(), 'duplicates')
  return html`<a class="button quiet icon" href=${duplicatesPath(entity)} title=${label} aria-label=${label}>${icon('copy')}</a>`
}

function renderImport({ onImport }: ListHeader) {
  const label = translate(localeStore.get(), 'importOpen')
  return html`<button class="button quiet icon" title=${label} aria-label=${label} aria-haspopup="dialog" @click=${onImport}>
    ${icon('upload')}
  </button>`
}

function renderRecent({ onRecent }: ListHeader) {
  const label = translate(localeStore.get(), 'bulkRecentOpen')
  return html`<button class="button quiet icon" title=${label} aria-label=${label} aria-haspopup="dialog" @click=${onRecent}>
    ${icon('clock')}
  </button>`
}

function renderTrash(entity: string) {
  const label = translate(localeStore.get(), 'trash')
  return html`<a class="button quiet icon" href=${trashPath(entity)} title=${label} aria-label=${label}>${icon('archive-restore')}</a>`
}
