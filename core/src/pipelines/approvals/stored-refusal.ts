import type { MoveApproval } from '@tenon/sdk/contract/approvals-api'
import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import type { Problem } from '@tenon/sdk/contract/tenon-error'
import type { RecordScope } from '../../records/record-scope.ts'

/** Why a move was refused, in one language, as whoever has asked for it may know it. */
export interface RefusalWords {
  message: string
  problems: Problem[]
}

/** In the languages that there are, since whoever reads it has another one than whoever decided. Once it was in one alone. */
export type StoredRefusal = { at: string } & (RefusalWords | { en: RefusalWords; 'zh-CN': RefusalWords })

const HIDDEN: LocalizedText = {
  en: 'The move was refused for a reason that concerns what you cannot see.',
  'zh-CN': '移动被拒绝，原因涉及您无权查看的内容。',
}

/** A refusal in the reader's language, without what it says of fields and other records that are for whoever asked alone. */
export function toldRefusal(
  { ctx, access, entity }: RecordScope,
  { refusal, isMine, hidden }: { refusal: StoredRefusal | null; isMine: boolean; hidden: readonly string[] },
): MoveApproval['refusal'] {
  if (refusal === null) return null
  const { message, problems } = 'message' in refusal ? refusal : refusal[ctx.locale]
  const { at } = refusal
  if (isMine) return { message, problems, at }
  const isOpen = ({ pointer }: Problem) => {
    const field = pointer.split('/')[1] ?? ''
    return !entity.fields.has(field) || (access.canShow(field) && !hidden.includes(field))
  }
  const open = problems.filter(isOpen).map(({ records: _, ...problem }) => problem)
  if (open.length === problems.length) return { message, problems: open, at }
  return { message: textIn(HIDDEN, ctx.locale), problems: open, at }
}
