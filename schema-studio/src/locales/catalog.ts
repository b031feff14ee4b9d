import type { Locale } from '@tenon/sdk/contract/locale'
import { actionsEn } from './en/actions.ts'
import { calendarsEn } from './en/calendars.ts'
import { conflictsEn } from './en/conflicts.ts'
import { derivedEn } from './en/derived.ts'
import { fieldTypesEn } from './en/field-types.ts'
import { pluginWorkEn } from './en/plugin-work.ts'
import { pluginsEn } from './en/plugins.ts'
import { publishingEn } from './en/publishing.ts'
import { reportsEn } from './en/reports.ts'
import { settingsEn } from './en/settings.ts'
import { shellEn } from './en/shell.ts'
import { stagesEn } from './en/stages.ts'
import { studioEn } from './en/studio.ts'
import { workspaceEn } from './en/workspace.ts'
import { actionsZh } from './zh-cn/actions.ts'
import { calendarsZh } from './zh-cn/calendars.ts'
import { conflictsZh } from './zh-cn/conflicts.ts'
import { derivedZh } from './zh-cn/derived.ts'
import { fieldTypesZh } from './zh-cn/field-types.ts'
import { pluginWorkZh } from './zh-cn/plugin-work.ts'
import { pluginsZh } from './zh-cn/plugins.ts'
import { publishingZh } from './zh-cn/publishing.ts'
import { reportsZh } from './zh-cn/reports.ts'
import { settingsZh } from './zh-cn/settings.ts'
import { shellZh } from './zh-cn/shell.ts'
import { stagesZh } from './zh-cn/stages.ts'
import { studioZh } from './zh-cn/studio.ts'
import { workspaceZh } from './zh-cn/workspace.ts'

const en = {
  ...shellEn,
  ...workspaceEn,
  ...studioEn,
  ...derivedEn,
  ...fieldTypesEn,
  ...settingsEn,
  ...actionsEn,
  ...pluginWorkEn,
  ...pluginsEn,
  ...conflictsEn,
  ...publishingEn,
  ...reportsEn,
  ...stagesEn,
  ...calendarsEn,
}

export type MessageKey = keyof typeof en

/** Every text of the workspace and the studio. A key that one language lacks does not compile. */
export const CATALOGS: Record<Locale, Record<MessageKey, string>> = {
  en,
  'zh-CN': {
    ...shellZh,
    ...workspaceZh,
    ...studioZh,
    ...derivedZh,
    ...fieldTypesZh,
    ...settingsZh,
    ...actionsZh,
    ...pluginWorkZh,
    ...pluginsZh,
    ...conflictsZh,
    ...publishingZh,
    ...reportsZh,
    ...stagesZh,
    ...calendarsZh,
  },
}
