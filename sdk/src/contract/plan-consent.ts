import type { PlanRisk } from './change-plan.ts'
import type { LocalizedText } from './locale.ts'
import type { StageAnswer } from './stage-mapping.ts'

/** What somebody has agreed to: a plan that has become riskier than that needs another word. */
export interface AgreedPlan {
  /** Names what the plan leads from and to; the same in every environment. */
  hash: string
  risk: PlanRisk
  /** Values that it puts aside. */
  lost: number
}

/** A plan that loses values, for which a second admin was asked. */
export interface PlanApproval {
  /** UUID. */
  id: string
  hash: string
  lost: number
  /** What it does, a sentence per step. */
  steps: LocalizedText[]
  askedBy: string
  askedAt: string
  /** The caller has asked, so that somebody else has to decide. */
  isMine: boolean
  decision: 'waiting' | 'approved' | 'refused'
  decidedBy: string | null
  decidedAt: string | null
  /** Version that it was used for; null where it was not. */
  usedVersion: number | null
}

export interface DecideApprovalInput {
  id: string
  approve: boolean
}

export interface ModelSettings {
  /** A plan that loses values needs a second admin's yes. */
  secondApproval: boolean
}

export type ScheduledPublishStatus = 'waiting' | 'running' | 'published' | 'refused' | 'cancelled'

/** A publish that waits for its time. */
export interface ScheduledPublish {
  /** UUID. */
  id: string
  /** RFC 3339. */
  dueAt: string
  /** IANA time zone in which the time was given. */
  timeZone: string
  note: string
  by: string
  agreed: AgreedPlan
  status: ScheduledPublishStatus
  version: number | null
  /** Why it was refused. */
  error: string | null
}

export interface SchedulePublishInput {
  /** The draft's revision that was planned and looked at. */
  revision: number
  /** A moment without a zone, such as `2026-03-01T22:00`, that the time zone says when it is. */
  localTime: string
  timeZone: string
  /** Agreement to steps that park values; CONSENT_REQUIRED without it. */
  consent?: boolean
  /** What becomes of records whose stage goes or comes back; CONSENT_REQUIRED where it says nothing of some. */
  stages?: StageAnswer
  note?: string
}

export interface ScheduledPublishInput {
  id: string
}
