import { textIn } from '@tenon/sdk/contract/locale'
import type { MigrationPreview } from '@tenon/sdk/contract/plugins-api'
import type { InstallPreview } from '../plugins/preview-install.ts'
import { cliLocale } from './cli-locale.ts'
import { conflictLine, EDITS_MET } from './edits-option.ts'
import { spoken } from './spoken.ts'
import { describeStages } from './stages-option.ts'

const SHOWN = 5

/** What an install or upgrade would do, in lines. */
export function tellPreview({ plan, conflicts, migrations }: InstallPreview): string {
  const locale = cliLocale()
  const steps = plan.steps.map(
    ({ summary, impact }) => `  ${textIn(summary, locale)}${impact === null ? '' : rowsOf(impact.affected)}`,
  )
  const blockers = plan.blockers.map((blocker) => `  ! ${textIn(blocker, locale)}`)
  return [
    spoken({ en: 'Dry run: nothing was changed.', 'zh-CN': '试运行：未做任何更改。' }),
    spoken({ en: 'Tables:', 'zh-CN': '数据表：' }),
    ...(steps.length + blockers.length === 0
      ? [spoken({ en: '  nothing changes', 'zh-CN': '  没有变化' })]
      : [...steps, ...blockers]),
    ...describeStages(plan.stages).map((line) => `  ${line}`),
    ...(conflicts.length === 0 ? [] : [spoken(EDITS_MET)]),
    ...conflicts.map((conflict) => `  ${conflictLine(conflict)}`),
    ...migrations.flatMap(migrationLines),
    '',
  ].join('\n')
}

function rowsOf(count: number): string {
  return spoken({ en: ` (${count} rows)`, 'zh-CN': `（${count} 行）` })
}

function migrationLines(migration: MigrationPreview): string[] {
  const { entity, plugin, records, looked, changed, refused, samples } = migration
  return [
    spoken({
      en: `Records of ${entity}, by ${plugin}: ${changed} of ${looked} that were tried would change, of ${records} in all.`,
      'zh-CN': `${entity} 的记录，由 ${plugin} 处理：共 ${records} 条，试算 ${looked} 条，其中 ${changed} 条会改变。`,
    }),
    ...samples.slice(0, SHOWN).flatMap(({ title, id, before, after }) => {
      const changes = Object.keys(after).map(
        (name) => `${name}: ${JSON.stringify(before[name])} → ${JSON.stringify(after[name])}`,
      )
      return [`  ${title || id}: ${changes.join(', ')}`]
    }),
    ...refused.map(({ id, message }) => `  ! ${id}: ${message}`),
  ]
}
