import type { MoveStageInput } from '@tenon/sdk/contract/api-contract'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { AppServices } from '../app/app-services.ts'
import { localeStore } from '../app/locale-store.ts'
import { translate } from '../locales/translate.ts'

/**
 * Moves a record, and where the pipeline refuses leads to what it asks for: fields to fill in, an approval, a reason to
 * pass over it.
 * @throws TenonError TRANSITION_REFUSED where the person leaves it, or has asked for an approval
 */
export async function moveRecord(
  app: Pick<AppServices, 'client' | 'askMove'>,
  move: MoveStageInput,
): Promise<TenonRecord> {
  try {
    return await app.client.records.moveStage(move)
  } catch (error) {
    if (!(error instanceof TenonError) || error.code !== 'TRANSITION_REFUSED') throw error
    const answer = await app.askMove({ move, refusal: error })
    if (answer.kind === 'moved') return answer.record
    if (answer.kind === 'left') throw error
    throw new TenonError({ code: 'TRANSITION_REFUSED', message: translate(localeStore.get(), 'moveAwaitsApproval') })
  }
}
