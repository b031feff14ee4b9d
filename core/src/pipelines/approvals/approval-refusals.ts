import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import { TenonError, type TenonErrorCode } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../../context/request-context.ts'

const REFUSALS = {
  unknown: ['NOT_FOUND', { en: 'There is no such request for approval.', 'zh-CN': '没有此审批请求。' }],
  closed: [
    'CONFLICT',
    {
      en: 'This request is open no more: it was decided or withdrawn, or the record has moved meanwhile.',
      'zh-CN': '该请求已不再有效：已作出决定、已撤回，或记录已移动。',
    },
  ],
  notYours: ['FORBIDDEN', { en: 'You cannot decide this request.', 'zh-CN': '您无权决定此请求。' }],
  notAsked: ['FORBIDDEN', { en: 'Only who has asked can withdraw it.', 'zh-CN': '只有提出者可以撤回。' }],
  nobody: ['FORBIDDEN', { en: 'Only people and keys can ask for approval.', 'zh-CN': '只有成员和密钥可以请求审批。' }],
  there: ['CONFLICT', { en: 'The record is in that stage already.', 'zh-CN': '记录已处于该阶段。' }],
  notNeeded: [
    'CONFLICT',
    { en: 'You need nobody’s approval for this move: just make it.', 'zh-CN': '此移动无需他人审批：可直接进行。' },
  ],
  askedAlready: [
    'CONFLICT',
    { en: 'Approval of this move was asked for already, and is open.', 'zh-CN': '已有对此移动的审批请求，尚未决定。' },
  ],
  requesterGone: [
    'FORBIDDEN',
    { en: 'Whoever has asked may not sign in any more.', 'zh-CN': '提出请求者已无法登录。' },
  ],
} as const satisfies Record<string, readonly [TenonErrorCode, LocalizedText]>

/** Why something cannot be done with a request for approval. */
export function approvalRefusal({ locale }: RequestContext, reason: keyof typeof REFUSALS): TenonError {
  const [code, text] = REFUSALS[reason]
  return new TenonError({ code, message: textIn(text, locale) })
}
