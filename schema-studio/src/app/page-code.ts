import type { Route } from './route.ts'

interface PageCode {
  /** Element that the code defines. */
  element: string
  load(): Promise<unknown>
}

/** Code of each page, loaded when somebody first goes there. */
export const PAGE_CODE: Partial<Record<Route['name'], PageCode>> = {
  home: { element: 'studio-home', load: () => import('../workspace/home-page.ts') },
  list: { element: 'studio-list-page', load: () => import('../workspace/list-page.ts') },
  record: { element: 'studio-record-page', load: () => import('../workspace/record-page.ts') },
  trash: { element: 'studio-trash-page', load: () => import('../workspace/trash-page.ts') },
  duplicates: { element: 'studio-duplicates-page', load: () => import('../duplicates/duplicates-page.ts') },
  board: { element: 'studio-board-page', load: () => import('../workspace/board-page.ts') },
  approvals: { element: 'studio-approvals-page', load: () => import('../moves/approvals-page.ts') },
  report: { element: 'studio-report-page', load: () => import('../reports/report-page.ts') },
  studio: { element: 'studio-entities', load: () => import('../pages/entities-page.ts') },
  studioEntity: { element: 'studio-entity-page', load: () => import('../pages/entity-page.ts') },
  studioPipeline: { element: 'studio-pipeline-page', load: () => import('../pipelines/pipeline-page.ts') },
  changes: { element: 'studio-changes', load: () => import('../pages/changes-page.ts') },
  plugins: { element: 'studio-plugins-page', load: () => import('../plugins/plugins-page.ts') },
  plugin: { element: 'studio-plugin-page', load: () => import('../plugins/plugin-page.ts') },
  catalogue: { element: 'studio-catalogue', load: () => import('../plugins/catalogue-page.ts') },
  settings: { element: 'studio-settings', load: () => import('../pages/settings-page.ts') },
}
