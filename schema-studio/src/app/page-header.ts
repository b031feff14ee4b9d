import { html, nothing, type TemplateResult } from 'lit'
import { ref } from 'lit/directives/ref.js'
import { icon } from '../icons/icon.ts'
import { translate } from '../locales/translate.ts'
import { localeStore } from './locale-store.ts'

export interface PageHeader {
  crumbs?: Array<{ label: string; path: string }>
  title: string
  /** Small facts beside the title, such as a count. */
  aside?: unknown
  tabs?: Array<{ label: string; path: string; current: boolean; aside?: unknown }>
  actions?: unknown
}

/** Breadcrumb, title, view tabs and the actions of a page; needs `pageStyles`. */
export function pageHeader({ crumbs = [], title, aside, tabs = [], actions }: PageHeader): TemplateResult {
  const locale = localeStore.get()
  document.title = `${title} · Tenon`
  return html`<header class="header">
    <button class="button quiet icon menu" aria-label=${translate(locale, 'openMenu')} @click=${openMenu}>
      ${icon('menu')}
    </button>
    <div class="crumbs">
      ${crumbs.map(({ label, path }) => html`<a class="trail" href=${path}>${label}</a><span class="trail">${icon('chevron-right')}</span>`)}
      <h1 title=${title}>${title}</h1>
      ${aside ?? nothing}
    </div>
    ${tabs.length > 0 ? renderTabs(tabs) : nothing}
    <div class="spacer"></div>
    <div class="actions">${actions ?? nothing}</div>
  </header>`
}

function renderTabs(tabs: NonNullable<PageHeader['tabs']>) {
  return html`<nav class="tabs" aria-label=${translate(localeStore.get(), 'views')}>
    ${tabs.map(
      ({ label, path, current, aside }) =>
        html`<a href=${path} aria-current=${current ? 'page' : nothing} ${ref(current ? bringIntoSight : undefined)}>${label}${aside ?? nothing}</a>`,
    )}
  </nav>`
}

/** Of more tabs than fit, the one that is open. Scrolls the tabs alone, once they have their places. */
function bringIntoSight(tab: Element | undefined): void {
  requestAnimationFrame(() => {
    const tabs = tab?.parentElement
    if (!tab || !tabs) return
    const [own, all] = [tab.getBoundingClientRect(), tabs.getBoundingClientRect()]
    tabs.scrollLeft += own.left - all.left - (all.width - own.width) / 2
  })
}

function openMenu(event: Event): void {
  event.target?.dispatchEvent(new Event('studio-open-menu', { bubbles: true, composed: true }))
}
