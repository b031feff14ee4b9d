import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import type { PlannedStages, StageAnswer, StageMapping, StrandedRecords } from '@tenon/sdk/contract/stage-mapping'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../../context/request-context.ts'
import { spoken } from '../spoken.ts'
import { askedFor, mappingFor } from './stage-decision.ts'

/**
 * @throws TenonError CONSENT_REQUIRED with a problem of rule `stageMapping` for each stage whose records nobody has said
 *   a target for, VALIDATION_FAILED for a target that is none
 */
export function checkStageAnswer(ctx: RequestContext, { stranded }: PlannedStages, answer: StageAnswer): void {
  const wrong = (answer.mapping ?? []).flatMap((mapping, at) => {
    const records = stranded.find((one) => mappingFor({ mapping: [mapping] }, one) !== undefined)
    if (records === undefined || isTarget(records, mapping)) return []
    return [{ pointer: `/stages/mapping/${at}/to`, message: spoken(ctx, noTarget(records)), rule: 'enum' }]
  })
  if (wrong[0] !== undefined) {
    throw new TenonError({ code: 'VALIDATION_FAILED', message: wrong[0].message, problems: wrong })
  }
  const open = stranded.filter((one) => askedFor(one, answer) > 0 && mappingFor(answer, one) === undefined)
  if (open.length > 0) throw mappingRequired(ctx, open)
}

function isTarget({ targets, mayLeave }: StrandedRecords, { to }: StageMapping): boolean {
  if (to === null) return mayLeave
  return targets.some(({ pipeline, stage }) => pipeline === to.pipeline && stage === to.stage)
}

function mappingRequired(ctx: RequestContext, open: readonly StrandedRecords[]): TenonError {
  const problems = open.map((records) => ({
    pointer: '/stages/mapping',
    message: spoken(ctx, strandedText(records)),
    rule: 'stageMapping',
  }))
  const message = spoken(ctx, {
    en: 'Records are in stages that the model will not have: say for each where they go.',
    'zh-CN': '有记录处于模型中将不存在的阶段：请为每个阶段指定记录的去向。',
  })
  return new TenonError({ code: 'CONSENT_REQUIRED', message, problems })
}

/** How many records are where, in words; the key is what an answer names. */
export function strandedText(records: StrandedRecords): LocalizedText {
  const { live, deleted, entity, pipeline, stage, entityLabel, pipelineLabel, stageLabel } = records
  const count = live + deleted
  const key = `${entity}.${pipeline}.${stage}`
  const [also, alsoChinese] = deleted > 0 ? [`, ${deleted} of them deleted`, `，其中 ${deleted} 条已删除`] : ['', '']
  const is = count === 1 ? '1 record is' : `${count} records are`
  return {
    en: `${textIn(entityLabel, 'en')}: ${is} in ‘${textIn(stageLabel, 'en')}’ of ‘${textIn(pipelineLabel, 'en')}’${also} (${key})`,
    'zh-CN': `${textIn(entityLabel, 'zh-CN')}：${count} 条记录处于“${textIn(pipelineLabel, 'zh-CN')}”的“${textIn(stageLabel, 'zh-CN')}”阶段${alsoChinese}（${key}）`,
  }
}

function noTarget({ targets, stageLabel }: StrandedRecords): LocalizedText {
  const keys = targets.map(({ pipeline, stage }) => `${pipeline}.${stage}`)
  return {
    en: `Records of ‘${textIn(stageLabel, 'en')}’ cannot go there; possible: ${keys.join(', ') || 'out of any pipeline'}.`,
    'zh-CN': `“${textIn(stageLabel, 'zh-CN')}”的记录不能移到那里；可选：${keys.join('、') || '移出所有流程'}。`,
  }
}
