import type { Locale } from '@tenon/sdk/contract/locale'
import { accessEn } from './en/access.ts'
import { actionsEn } from './en/actions.ts'
import { auditEn } from './en/audit.ts'
import { auditActionsEn } from './en/audit-actions.ts'
import { auditDetailsEn } from './en/audit-details.ts'
import { bulkEn } from './en/bulk.ts'
import { calendarsEn } from './en/calendars.ts'
import { conflictsEn } from './en/conflicts.ts'
import { derivedEn } from './en/derived.ts'
import { duplicatesEn } from './en/duplicates.ts'
import { expressionsEn } from './en/expressions.ts'
import { fieldTypesEn } from './en/field-types.ts'
import { filtersEn } from './en/filters.ts'
import { importsEn } from './en/imports.ts'
import { movesEn } from './en/moves.ts'
import { peopleEn } from './en/people.ts'
import { pipelinesEn } from './en/pipelines.ts'
import { pluginWorkEn } from './en/plugin-work.ts'
import { pluginsEn } from './en/plugins.ts'
import { presenceEn } from './en/presence.ts'
import { privacyEn } from './en/privacy.ts'
import { publishingEn } from './en/publishing.ts'
import { reportsEn } from './en/reports.ts'
import { restoringEn } from './en/restoring.ts'
import { rolesEn } from './en/roles.ts'
import { rollupsEn } from './en/rollups.ts'
import { settingsEn } from './en/settings.ts'
import { shellEn } from './en/shell.ts'
import { stageTimesEn } from './en/stage-times.ts'
import { stagesEn } from './en/stages.ts'
import { studioEn } from './en/studio.ts'
import { tagsEn } from './en/tags.ts'
import { viewsEn } from './en/views.ts'
import { workspaceEn } from './en/workspace.ts'
import { accessZh } from './zh-cn/access.ts'
import { actionsZh } from './zh-cn/actions.ts'
import { auditZh } from './zh-cn/audit.ts'
import { auditActionsZh } from './zh-cn/audit-actions.ts'
import { auditDetailsZh } from './zh-cn/audit-details.ts'
import { bulkZh } from './zh-cn/bulk.ts'
import { calendarsZh } from './zh-cn/calendars.ts'
import { conflictsZh } from './zh-cn/conflicts.ts'
import { derivedZh } from './zh-cn/derived.ts'
import { duplicatesZh } from './zh-cn/duplicates.ts'
import { expressionsZh } from './zh-cn/expressions.ts'
import { fieldTypesZh } from './zh-cn/field-types.ts'
import { filtersZh } from './zh-cn/filters.ts'
import { importsZh } from './zh-cn/imports.ts'
import { movesZh } from './zh-cn/moves.ts'
import { peopleZh } from './zh-cn/people.ts'
import { pipelinesZh } from './zh-cn/pipelines.ts'
import { pluginWorkZh } from './zh-cn/plugin-work.ts'
import { pluginsZh } from './zh-cn/plugins.ts'
import { presenceZh } from './zh-cn/presence.ts'
import { privacyZh } from './zh-cn/privacy.ts'
import { publishingZh } from './zh-cn/publishing.ts'
import { reportsZh } from './zh-cn/reports.ts'
import { restoringZh } from './zh-cn/restoring.ts'
import { rolesZh } from './zh-cn/roles.ts'
import { rollupsZh } from './zh-cn/rollups.ts'
import { settingsZh } from './zh-cn/settings.ts'
import { shellZh } from './zh-cn/shell.ts'
import { stageTimesZh } from './zh-cn/stage-times.ts'
import { stagesZh } from './zh-cn/stages.ts'
import { studioZh } from './zh-cn/studio.ts'
import { tagsZh } from './zh-cn/tags.ts'
import { viewsZh } from './zh-cn/views.ts'
import { workspaceZh } from './zh-cn/workspace.ts'

const en = {
  ...shellEn,
  ...accessEn,
  ...workspaceEn,
  ...studioEn,
  ...derivedEn,
  ...expressionsEn,
  ...fieldTypesEn,
  ...settingsEn,
  ...peopleEn,
  ...actionsEn,
  ...pluginWorkEn,
  ...pluginsEn,
  ...conflictsEn,
  ...privacyEn,
  ...restoringEn,
  ...publishingEn,
  ...movesEn,
  ...rolesEn,
  ...stagesEn,
  ...stageTimesEn,
  ...pipelinesEn,
  ...reportsEn,
  ...calendarsEn,
  ...auditEn,
  ...auditActionsEn,
  ...auditDetailsEn,
  ...bulkEn,
  ...filtersEn,
  ...viewsEn,
  ...tagsEn,
  ...presenceEn,
  ...duplicatesEn,
  ...rollupsEn,
  ...importsEn,
}

export type MessageKey = keyof typeof en

/** Every text of the workspace and the studio. A key that one language lacks does not compile. */
export const CATALOGS: Record<Locale, Record<MessageKey, string>> = {
  en,
  'zh-CN': {
    ...shellZh,
    ...accessZh,
    ...workspaceZh,
    ...studioZh,
    ...derivedZh,
    ...expressionsZh,
    ...fieldTypesZh,
    ...settingsZh,
    ...peopleZh,
    ...actionsZh,
    ...pluginWorkZh,
    ...pluginsZh,
    ...conflictsZh,
    ...privacyZh,
    ...restoringZh,
    ...publishingZh,
    ...movesZh,
    ...rolesZh,
    ...stagesZh,
    ...stageTimesZh,
    ...pipelinesZh,
    ...reportsZh,
    ...calendarsZh,
    ...auditZh,
    ...auditActionsZh,
    ...auditDetailsZh,
    ...bulkZh,
    ...filtersZh,
    ...viewsZh,
    ...tagsZh,
    ...presenceZh,
    ...duplicatesZh,
    ...rollupsZh,
    ...importsZh,
  },
}
