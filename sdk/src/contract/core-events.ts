/** Events of Tenon itself, which any plugin's code may hear: `events: { 'tenon.approvalRequested': … }`. */
export const CORE_EVENTS = ['approvalRequested', 'approvalDecided', 'approvalWithdrawn', 'personalDataErased'] as const
export type CoreEventName = (typeof CORE_EVENTS)[number]

/** Stands before the name of such an event, where a plugin's id stands before those of its own. */
export const CORE_EVENT_SOURCE = 'tenon'

/** What those of approvals tell. Names of entity, pipeline and stages are keys, as everything is that plugins get. */
export interface ApprovalEventPayload {
  approval: string
  entity: string
  recordId: string
  pipeline: string
  from: string
  to: string
  /** `open` when it was asked for. */
  status: 'open' | 'agreed' | 'declined' | 'withdrawn'
  /** As in `createdBy`, such as `user:0190…`. */
  requestedBy: string
  /** Who decided; null of a request and of one that was withdrawn. */
  decidedBy: string | null
}

/** A person's data was erased: whoever has copies of it elsewhere erases them too. Tells nothing of what it was. */
export interface ErasureEventPayload {
  erasure: string
  /** Key of the person's entity. */
  entity: string
  recordId: string
  /** How many records were gone through, the person's own among them. */
  records: number
}
