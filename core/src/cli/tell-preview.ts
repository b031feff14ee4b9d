import type { MigrationPreview } from '@tenon/sdk/contract/plugins-api'
import type { InstallPreview } from '../plugins/preview-install.ts'
import { conflictLine } from './edits-option.ts'
import { describeStages } from './stages-option.ts'

const SHOWN = 5

/** What an install or upgrade would do, in lines. */
export function tellPreview({ plan, conflicts, migrations }: InstallPreview): string {
  const steps = plan.steps.map(
    ({ summary, impact }) => `  ${summary.en}${impact === null ? '' : ` (${impact.affected} rows)`}`,
  )
  const blockers = plan.blockers.map(({ en }) => `  ! ${en}`)
  return [
    'Dry run: nothing was changed.',
    'Tables:',
    ...(steps.length + blockers.length === 0 ? ['  nothing changes'] : [...steps, ...blockers]),
    ...describeStages(plan.stages).map((line) => `  ${line}`),
    ...(conflicts.length === 0 ? [] : ['Edits that the new version changes too:']),
    ...conflicts.map((conflict) => `  ${conflictLine(conflict)}`),
    ...migrations.flatMap(migrationLines),
    '',
  ].join('\n')
}

function migrationLines(migration: MigrationPreview): string[] {
  const { entity, plugin, records, looked, changed, refused, samples } = migration
  return [
    `Records of ${entity}, by ${plugin}: ${changed} of ${looked} that were tried would change, of ${records} in all.`,
    ...samples.slice(0, SHOWN).flatMap(({ title, id, before, after }) => {
      const changes = Object.keys(after).map(
        (name) => `${name}: ${JSON.stringify(before[name])} → ${JSON.stringify(after[name])}`,
      )
      return [`  ${title || id}: ${changes.join(', ')}`]
    }),
    ...refused.map(({ id, message }) => `  ! ${id}: ${message}`),
  ]
}
