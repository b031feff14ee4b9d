import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import type { StagePlace } from '@tenon/sdk/contract/stage-mapping'
import type { RequestContext } from '../../context/request-context.ts'
import type { CompiledEntity } from '../../model/compiled-model.ts'
import { spoken } from '../spoken.ts'
import { nameStage } from './stage-name.ts'

/** Why a record is in another stage, for its history. */
export function stageReason(
  ctx: RequestContext,
  {
    what,
    entities,
    place,
  }: { what: 'gone' | 'back'; entities: ReadonlyArray<CompiledEntity | null>; place: StagePlace },
): string {
  const { stageLabel } = nameStage(entities, place)
  const [en, zh] = [textIn(stageLabel, 'en'), textIn(stageLabel, 'zh-CN')]
  const texts: Record<typeof what, LocalizedText> = {
    gone: { en: `Stage ‘${en}’ was removed`, 'zh-CN': `阶段“${zh}”已移除` },
    back: { en: `Stage ‘${en}’ came back`, 'zh-CN': `阶段“${zh}”已恢复` },
  }
  return spoken(ctx, texts[what])
}
