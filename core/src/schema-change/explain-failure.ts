import type { LocalizedText } from '@tenon/sdk/contract/locale'
import { TenonError, type TenonErrorCode } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import { databaseErrorCode } from './database-error.ts'
import { isBusy } from './retry-busy.ts'
import { spoken } from './spoken.ts'

interface Explanation {
  code: TenonErrorCode
  text: LocalizedText
}

const TABLES_BUSY: Explanation = {
  code: 'UNAVAILABLE',
  text: {
    en: 'The tables stayed locked by others, so that the change could not be published; nothing was changed. Try again later.',
    'zh-CN': '数据表持续被占用，更改未能发布；未作任何修改。请稍后重试。',
  },
}

/** Integrity violations and data exceptions: rows came in after they were counted. */
const ROWS_CHANGED: Explanation = {
  code: 'SCHEMA_CHANGE_REFUSED',
  text: {
    en: 'Records were written meanwhile that the change does not allow; nothing was published. Look at the plan again.',
    'zh-CN': '期间写入了不符合此更改的记录；未发布任何内容。请重新查看计划。',
  },
}

const VERSION_TAKEN: Explanation = {
  code: 'VERSION_CONFLICT',
  text: {
    en: 'Another version of the model was published meanwhile; look at the plan again.',
    'zh-CN': '期间已发布了模型的另一个版本；请重新查看计划。',
  },
}

/** What a failed publish is to the person who asked for it. Errors that say so themselves pass. */
export function explainFailure(ctx: RequestContext, error: unknown): unknown {
  const explanation = error instanceof TenonError ? null : explanationOf(error)
  if (explanation === null) return error
  const { code, text } = explanation
  return new TenonError({ code, message: spoken(ctx, text), cause: error })
}

function explanationOf(error: unknown): Explanation | null {
  if (isBusy(error)) return TABLES_BUSY
  const code = databaseErrorCode(error)
  if (code === '23505' && tableOf(error) === '_model_version') return VERSION_TAKEN
  return code?.startsWith('23') || code?.startsWith('22') ? ROWS_CHANGED : null
}

function tableOf(error: unknown): unknown {
  return error instanceof Error && 'table' in error ? error.table : null
}
