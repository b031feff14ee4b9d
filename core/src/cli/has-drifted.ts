import { textIn } from '@tenon/sdk/contract/locale'
import type { DriftItem } from '@tenon/sdk/contract/model-drift'
import type { RequestContext } from '../context/request-context.ts'
import type { Tenon } from '../create-tenon.ts'
import { spoken } from './spoken.ts'

/** Whether the database lacks what its model says, which is then told. What others have added to it is left alone. */
export async function hasDrifted({ services }: Pick<Tenon, 'services'>, ctx: RequestContext): Promise<boolean> {
  const { items } = await services.model.drift(ctx)
  const missing = items.filter(({ repairable }) => repairable)
  if (missing.length === 0) return false
  const lines = missing.map(databaseLine)
  const end = spoken({
    en: 'The database has drifted from its model: bring it in step first (studio, or tenon model apply without --plan).',
    'zh-CN': '数据库与模型不一致：请先使其一致（在设计器中，或用不带 --plan 的“tenon model apply”）。',
  })
  process.stdout.write(`${[...lines, end].join('\n')}\n`)
  return true
}

/** A difference between the database and its model, as a line. */
export function databaseLine({ text }: Pick<DriftItem, 'text'>): string {
  return spoken({ en: `database: ${text.en}`, 'zh-CN': `数据库：${textIn(text, 'zh-CN')}` })
}
