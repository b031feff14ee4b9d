import type { Approver } from './approver.ts'
import type { RecordValues } from './record.ts'
import type { Problem } from './tenon-error.ts'

/**
 * Requests that somebody agrees to a move. Each asks for one record and one target; agreeing makes the move in the name
 * of whoever has asked, with all rules checked again. A request lapses when the record moves otherwise or is deleted, or
 * when its stage is gone.
 */
export interface ApprovalsApi {
  /**
   * CONFLICT where no approval is needed, the actor may agree, or a request for the target is open; TRANSITION_REFUSED
   * with everything else that stands in the way.
   */
  request(input: RequestApprovalInput): Promise<MoveApproval>
  /** Newest first, at most 200; only of records that the actor may read. */
  list(input: ListApprovalsInput): Promise<MoveApproval[]>
  /**
   * FORBIDDEN for whoever may not agree, NOT_FOUND, CONFLICT where it is open no more. Agreed to by all whom the rules ask
   * for, the move is made; where that is refused, the request stays open and its `refusal` says why.
   */
  decide(input: DecideMoveInput): Promise<MoveApproval>
  /** For whoever has asked, while it is open. */
  withdraw(input: ApprovalIdInput): Promise<MoveApproval>
}

export interface RequestApprovalInput {
  entity: string
  id: string
  /** The version that the caller has seen. */
  version: number
  stage: string
  /** Missing: the pipeline that the record is in. */
  pipeline?: string
  /** Written along with the move, as the requester may write them. */
  values?: RecordValues
  /** At most 1,000 characters. */
  comment?: string
}

/** `toDecide`: open ones that the actor can agree to. `asked`: the actor's own. `record`: those of a record. */
export type ListApprovalsInput =
  | { of: 'toDecide' }
  | { of: 'asked'; status?: ApprovalStatus }
  | { of: 'record'; entity: string; id: string; status?: ApprovalStatus }

export interface ApprovalIdInput {
  id: string
}

export interface DecideMoveInput extends ApprovalIdInput {
  agree: boolean
  /** At most 1,000 characters. */
  comment?: string
}

export const APPROVAL_STATUSES = ['open', 'agreed', 'declined', 'withdrawn', 'lapsed'] as const
export type ApprovalStatus = (typeof APPROVAL_STATUSES)[number]

export interface MoveApproval {
  id: string
  status: ApprovalStatus
  entity: string
  recordId: string
  /** What the record is called now; null where it is gone. */
  title: string | null
  pipeline: string
  /** Where the record was when it was asked, and shall go. */
  from: { pipeline: string; stage: string; label: string }
  to: { pipeline: string; stage: string; label: string }
  /** What shall be written along with the move, without what the reader may not see. */
  values: RecordValues
  comment: string | null
  requestedBy: { id: string; name: string }
  requestedAt: string
  /** The rules that want it, and who has agreed so far. */
  rules: Array<{ name: string; label: string; agreedBy: { id: string; name: string } | null }>
  /** Who can agree to what is open. */
  approvers: Approver[]
  /** Whether the reader can decide. */
  mayDecide: boolean
  /** Whether the reader has asked. */
  isMine: boolean
  /** Null while it is open. */
  decision: { by: { id: string; name: string } | null; at: string; comment: string | null } | null
  /** Why the move was refused when it was agreed to. */
  refusal: { message: string; problems: Problem[]; at: string } | null
}
