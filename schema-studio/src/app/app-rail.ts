import type { ModelView, ModelViewEntity } from '@tenon/sdk/contract/model-document'
import { BUILT_IN_VIEWS } from '@tenon/sdk/contract/view-schema'
import { html, nothing } from 'lit'
import { type IconName, icon } from '../icons/icon.ts'
import { asksForApproval } from '../moves/asks-for-approval.ts'
import { viewPath, viewsOf } from '../workspace/list-view.ts'
import type { AppServices } from './app-services.ts'
import { pluginHue } from './plugin-hue.ts'
import { pluginName } from './plugin-name.ts'
import { railStyles } from './rail.styles.ts'
import { recordTitle } from './record-title.ts'
import { boardPath, listPath, recordPath } from './route.ts'
import type { Location } from './router.ts'
import { StudioElement } from './studio-element.ts'
import { tenantStore } from './tenant-store.ts'
import '../icons/entity-icon.ts'
import './user-menu.ts'

/** The others are on the home page. */
const MOST_FAVOURITES = 8

/** The way to everything; fires `studio-open-search` and `studio-open-help`. */
export class AppRail extends StudioElement {
  static override styles = [StudioElement.styles, ...railStyles]
  static override properties = { app: { attribute: false }, location: { attribute: false } }
  declare app: AppServices
  declare location: Location

  override connectedCallback(): void {
    super.connectedCallback()
    this.untilRemoved(this.app.personal.subscribe(() => this.requestUpdate()))
  }

  override render() {
    return html`${this.#renderTenant()}
      <button class="search" @click=${() => this.dispatchEvent(new Event('studio-open-search'))}>
        ${icon('search')}<span>${this.t('search')}</span><kbd aria-hidden="true">${modifierKey()}K</kbd>
      </button>
      <nav aria-label=${this.t('navigation')}>
        <ul>
          ${this.#renderItem({ path: '/', icon: 'house', label: this.t('home') })}
          ${
            asksForApproval(this.app.model)
              ? this.#renderItem({ path: '/approvals', icon: 'list-checks', label: this.t('approvals') })
              : nothing
          }
        </ul>
        ${this.#renderFavourites(this.app)} ${this.#renderBoards(this.app.model)} ${this.#renderEntities(this.app.model)}
        ${this.app.isAdmin ? this.#renderAdmin() : nothing}
      </nav>
      <div class="foot">
        <studio-user-menu .app=${this.app} @studio-open-help=${() => this.dispatchEvent(new Event('studio-open-help'))}>
        </studio-user-menu>
      </div>`
  }

  #renderTenant() {
    const { tenant, tenants } = this.app.session
    return html`<div class="tenant">
      <span class="mark" aria-hidden="true">${tenant.name.trim().charAt(0).toUpperCase()}</span>
      ${
        tenants.length > 1
          ? html`<select
              class="select"
              aria-label=${this.t('tenant')}
              @change=${(event: Event) => tenantStore.choose((event.target as HTMLSelectElement).value)}
            >
              ${tenants.map(({ slug, name }) => html`<option value=${slug} ?selected=${slug === tenant.slug}>${name}</option>`)}
            </select>`
          : html`<span class="name" title=${tenant.name}>${tenant.name}</span>`
      }
    </div>`
  }

  #renderFavourites({ personal, model }: AppServices) {
    const favourites = personal.favourites.slice(0, MOST_FAVOURITES)
    if (favourites.length === 0) return nothing
    return html`<h2>${this.t('favourites')}</h2>
      <ul>
        ${favourites.map(({ entity, id, record }) =>
          this.#renderItem({
            path: recordPath(entity, id),
            icon: model.entities[entity]?.icon ?? 'star',
            label: recordTitle(entity, record, { model, locale: this.locale }),
          }),
        )}
      </ul>`
  }

  #renderBoards({ pipelines }: ModelView) {
    const boards = Object.values(pipelines)
    if (boards.length === 0) return nothing
    return html`<h2>${this.t('boards')}</h2>
      <ul>
        ${boards.map(({ name, label }) => this.#renderItem({ path: boardPath(name), icon: 'square-kanban', label: this.text(label) }))}
      </ul>`
  }

  #renderEntities({ entities }: ModelView) {
    return [...groupBySource(entities)].map(
      ([source, group]) => html`<h2 data-hue=${pluginHue(source)}>
          <span class="dot" aria-hidden="true"></span>${pluginName(source, {
            plugins: this.app.plugins,
            labels: this.app.model.pluginLabels,
            locale: this.locale,
          })}
        </h2>
        <ul>
          ${group.map((entity) => this.#renderEntity(entity))}
        </ul>`,
    )
  }

  #renderEntity({ name, icon: iconName = 'box', pluralLabel }: ModelViewEntity) {
    const views = viewsOf(this.app.model, name)
    return html`${this.#renderItem({ path: listPath(name), icon: iconName, label: this.text(pluralLabel) })}
    ${views.map((view) =>
      this.#renderItem({
        path: viewPath(name, view.name),
        icon: view.icon ?? 'list',
        label: this.text(view.label),
        nested: true,
      }),
    )}
    ${this.app.personal
      .viewsOf(name)
      .map((view) =>
        this.#renderItem({ path: viewPath(name, view.id), icon: 'list-filter', label: view.name, nested: true }),
      )}`
  }

  #renderAdmin() {
    const items: Array<{ path: string; icon: IconName; label: string }> = [
      { path: '/studio', icon: 'shapes', label: this.t('entities') },
      { path: '/studio/changes', icon: 'git-commit-horizontal', label: this.t('changes') },
      { path: '/studio/plugins', icon: 'puzzle', label: this.t('plugins') },
      { path: '/settings', icon: 'settings', label: this.t('settings') },
    ]
    return html`<h2>${this.t('studio')}</h2>
      <ul>
        ${items.map((item) => this.#renderItem(item))}
      </ul>`
  }

  #renderItem({ path, icon: iconName, label, nested = false }: RailItem) {
    return html`<li class=${nested ? 'nested' : ''}>
      <a class="item" href=${path} title=${label} aria-current=${isCurrent(path, this.location) ? 'page' : nothing}>
        <studio-entity-icon name=${iconName}></studio-entity-icon><span>${label}</span>
      </a>
    </li>`
  }
}

interface RailItem {
  path: string
  icon: string
  label: string
  /** Beneath the item before: a view of its records. */
  nested?: boolean
}

function groupBySource(entities: ModelView['entities']): Map<string, ModelViewEntity[]> {
  const groups = new Map<string, ModelViewEntity[]>()
  for (const entity of Object.values(entities)) {
    groups.set(entity.source, [...(groups.get(entity.source) ?? []), entity])
  }
  return groups
}

function isCurrent(path: string, location: Location): boolean {
  const view = location.query.get('view')
  const here = location.path.split('?')[0] ?? ''
  if (path.includes('?view=')) return path === `${here}?view=${encodeURIComponent(view ?? '')}`
  if (path === '/studio/plugins' && here === '/studio/catalogue') return true
  if (path === '/' || path === '/studio')
    return here === path || (path === '/studio' && here.startsWith('/studio/entities'))
  // A view that has an item of its own is not also the list's.
  if (here === path) return view === null || BUILT_IN_VIEWS.some((built) => built === view)
  return here.startsWith(`${path}/`)
}

function modifierKey(): string {
  return navigator.platform.startsWith('Mac') ? '⌘' : 'Ctrl '
}

customElements.define('studio-rail', AppRail)
