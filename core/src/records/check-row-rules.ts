import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { Queryable } from './queryable.ts'
import type { RecordScope } from './record-scope.ts'
import { pointerTo } from './require-writable.ts'
import { type AskedRule, rulesHold } from './rule-holds.ts'
import type { RuledWrite } from './ruled-write.ts'
import type { Positioned } from './settled.ts'
import { wholeRecord } from './whole-record.ts'

type GivenWrite = RuledWrite & { given: JsonObject }

/**
 * Asks the actor's row rules about records as writes would leave them: nobody makes a record that the rules do not let make,
 * nor changes one into what they do not let change. And fields that are open on some rows only: of a changed record on the
 * record as it was. Which writes are refused; nothing is asked where the actor may write all rows.
 */
export async function checkRowRules(
  db: Queryable,
  scope: RecordScope,
  writes: ReadonlyArray<Positioned<GivenWrite>>,
): Promise<Array<Positioned<TenonError>>> {
  const asked = writes.flatMap(({ position, value }) =>
    questionsOf(scope, value).map((question) => ({ position, ...question })),
  )
  if (asked.length === 0) return []
  const answers = await rulesHold(db, scope, asked)
  const refused = new Map<number, TenonError>()
  for (const [index, { position, refusal }] of asked.entries()) {
    if (answers[index] !== true && !refused.has(position)) refused.set(position, refusal())
  }
  return [...refused].map(([position, value]) => ({ position, value }))
}

interface Question extends AskedRule {
  refusal: () => TenonError
}

function questionsOf(scope: RecordScope, write: GivenWrite): Question[] {
  const action = write.old === null ? 'create' : 'update'
  const rule = scope.access.rows(action)
  const limited = Object.keys(write.given).flatMap((field) => {
    const rows = scope.access.fieldRows(field, action)
    return rows === 'all' ? [] : [{ field, rule: rows }]
  })
  if (rule === 'all' && limited.length === 0) return []
  const after = wholeRecord(scope, write).record
  const record = write.before ?? after
  return [
    ...(rule === 'all' ? [] : [{ rule, record: after, refusal: () => refusedRow(scope, action) }]),
    ...limited.map(({ field, rule: rows }) => ({ rule: rows, record, refusal: () => refusedField(scope, field) })),
  ]
}

function refusedRow({ ctx, entity }: RecordScope, action: 'create' | 'update'): TenonError {
  const label = entity.schema.label
  const [english, chinese] = [textIn(label, 'en'), textIn(label, 'zh-CN')]
  const texts: Record<typeof action, LocalizedText> = {
    create: {
      en: `Your roles do not let you create such a record of ${english}.`,
      'zh-CN': `您的角色不允许新建这样的${chinese}。`,
    },
    update: {
      en: `Your roles do not let you change a record of ${english} into this: it would no longer be among those that you may change.`,
      'zh-CN': `您的角色不允许将${chinese}改成这样：改后它将不在您可修改的范围内。`,
    },
  }
  const message = textIn(texts[action], ctx.locale)
  return new TenonError({ code: 'FORBIDDEN', message, problems: [{ pointer: '', message, rule: 'access' }] })
}

function refusedField({ ctx, entity }: RecordScope, name: string): TenonError {
  const label = entity.fields.get(name)?.schema.label ?? name
  const text = {
    en: `You may not change ${textIn(label, 'en')} of this record.`,
    'zh-CN': `您无权修改此记录的${textIn(label, 'zh-CN')}。`,
  }
  const message = textIn(text, ctx.locale)
  return new TenonError({
    code: 'FORBIDDEN',
    message: `${entity.name}: ${message}`,
    problems: [{ pointer: pointerTo(name), message, rule: 'access' }],
  })
}
