import { html, type TemplateResult } from 'lit'
import { keyed } from 'lit/directives/keyed.js'
import '../pages/not-found-page.ts'
import type { AppServices } from './app-services.ts'
import type { Route } from './route.ts'
import type { Location } from './router.ts'
import { todaysRoute } from './todays-route.ts'

/** The page of a location; its code must be there already. */
export function renderRoute(app: AppServices, location: Location): TemplateResult {
  const { query } = location
  const route = todaysRoute(location.route, app.model)
  switch (route.name) {
    case 'home':
      return html`<studio-home .app=${app}></studio-home>`
    case 'list':
      return html`${keyed(
        route.entity,
        html`<studio-list-page .app=${app} .entity=${route.entity} .query=${query}></studio-list-page>`,
      )}`
    case 'record':
      return html`${keyed(
        `${route.entity}/${route.id}`,
        html`<studio-record-page
          .app=${app}
          .entity=${route.entity}
          .recordId=${route.id}
          .query=${query}
        ></studio-record-page>`,
      )}`
    case 'trash':
      return html`${keyed(route.entity, html`<studio-trash-page .app=${app} .entity=${route.entity}></studio-trash-page>`)}`
    case 'duplicates':
      return html`${keyed(
        `${route.entity} ${query.get('records') ?? ''}`,
        html`<studio-duplicates-page .app=${app} .entity=${route.entity} .query=${query}></studio-duplicates-page>`,
      )}`
    case 'board':
      return html`${keyed(
        route.pipeline,
        html`<studio-board-page .app=${app} .pipeline=${route.pipeline} .query=${query}></studio-board-page>`,
      )}`
    case 'approvals':
      return html`<studio-approvals-page .app=${app}></studio-approvals-page>`
    case 'report':
      return html`${keyed(
        route.pipeline,
        html`<studio-report-page .app=${app} .pipeline=${route.pipeline} .query=${query}></studio-report-page>`,
      )}`
    default:
      if (route.name === 'notFound' || isOwnSettings(route) || app.isAdmin)
        return renderAdminRoute(app, { ...location, route })
      return html`<studio-not-found .app=${app} reason=${app.looksAsOther ? 'looking' : 'forbidden'}></studio-not-found>`
  }
}

/** What everybody sets for themselves, the tags, which are not for admins alone, and what the server gives by a right of its own. */
function isOwnSettings(route: Route): boolean {
  return route.name === 'settings' && ['stand-ins', 'tags', 'privacy'].includes(route.page)
}

function renderAdminRoute(app: AppServices, { route, query }: Location): TemplateResult {
  switch (route.name) {
    case 'studio':
      return html`<studio-entities .app=${app}></studio-entities>`
    case 'studioEntity':
      return html`${keyed(
        route.entity,
        html`<studio-entity-page
          .app=${app}
          .entity=${route.entity}
          .field=${query.get('field') ?? ''}
        ></studio-entity-page>`,
      )}`
    case 'studioPipeline':
      return html`${keyed(
        route.pipeline,
        html`<studio-pipeline-page .app=${app} .pipeline=${route.pipeline}></studio-pipeline-page>`,
      )}`
    case 'changes':
      return html`<studio-changes .app=${app}></studio-changes>`
    case 'plugins':
      return html`<studio-plugins-page .app=${app}></studio-plugins-page>`
    case 'plugin':
      return html`${keyed(
        route.id,
        html`<studio-plugin-page .app=${app} .plugin=${route.id} .tab=${route.tab}></studio-plugin-page>`,
      )}`
    case 'catalogue':
      return html`<studio-catalogue .app=${app} .query=${query}></studio-catalogue>`
    case 'settings':
      return html`<studio-settings .app=${app} .page=${route.page} .query=${query}></studio-settings>`
    default:
      return html`<studio-not-found .app=${app}></studio-not-found>`
  }
}
