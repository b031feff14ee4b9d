import { textIn } from '@tenon/sdk/contract/locale'
import type { PlannedStages, StageAnswer, StageMapping } from '@tenon/sdk/contract/stage-mapping'
import type { TenonError } from '@tenon/sdk/contract/tenon-error'
import { operatorError } from '../context/operator-error.ts'
import { strandedText } from '../schema-change/stages/check-stage-answer.ts'
import { spoken } from './spoken.ts'

/** Where records of stages go that are taken away, and whether those return that went so before; for `parseArgs`. */
export const STAGES_OPTIONS = {
  'map-stage': { type: 'string', multiple: true },
  'bring-back': { type: 'boolean', default: false },
} as const

export interface StagesAnswers {
  'map-stage'?: string[] | undefined
  'bring-back'?: boolean | undefined
}

export const STAGES_USAGE = '[--map-stage <entity.pipeline.stage>=<pipeline.stage or none>]… [--bring-back]'

export function answerStages({ 'map-stage': given = [], 'bring-back': bringBack = false }: StagesAnswers): StageAnswer {
  return { mapping: given.map(readMapping), bringBack }
}

function readMapping(text: string): StageMapping {
  const [, entity, pipeline, stage, to] = /^([^.=]+)\.([^.=]+)\.([^.=]+)=(.+)$/.exec(text) ?? []
  const [toPipeline, toStage, ...more] = (to ?? '').split('.')
  if (entity === undefined || pipeline === undefined || stage === undefined || toPipeline === undefined) {
    throw notMapping(text)
  }
  if (to === 'none') return { entity, pipeline, stage, to: null }
  if (toStage === undefined || more.length > 0) throw notMapping(text)
  return { entity, pipeline, stage, to: { pipeline: toPipeline, stage: toStage } }
}

function notMapping(text: string): TenonError {
  return operatorError('VALIDATION_FAILED', {
    en: `--map-stage: '${text}' is not understood; expected such as deal.sales.lost=sales.closed, or deal.sales.lost=none.`,
    'zh-CN': `--map-stage：无法理解“${text}”；应形如 deal.sales.lost=sales.closed 或 deal.sales.lost=none。`,
  })
}

/** What a plan asks about stages, in lines: which records are in them, and what can be answered. */
export function describeStages({ stranded, returning }: PlannedStages): string[] {
  return [
    ...stranded.map((records) => {
      const { entity, pipeline, stage, targets, mayLeave } = records
      const possible = [...targets.map((to) => `${to.pipeline}.${to.stage}`), ...(mayLeave ? ['none'] : [])]
      const option = `--map-stage ${entity}.${pipeline}.${stage}=<${possible.join(' | ')}>`
      const text = strandedText(records)
      return spoken({
        en: `? ${text.en}: answer with ${option}`,
        'zh-CN': `? ${textIn(text, 'zh-CN')}：请用“${option}”指定去向`,
      })
    }),
    ...returning.map(({ entity, pipeline, stage, live, deleted }) => {
      return spoken({
        en: `? ${live + deleted} records could return to ${entity}.${pipeline}.${stage}: with --bring-back they do`,
        'zh-CN': `? 有 ${live + deleted} 条记录可以回到 ${entity}.${pipeline}.${stage}：加上 --bring-back 即可`,
      })
    }),
  ]
}
