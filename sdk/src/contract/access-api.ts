/** Input of procedures that take none. */
type NoInput = Record<string, never>

/** Shared records, stand-ins, territories, and why somebody sees what. Every change is in the audit trail. */
export interface AccessApi {
  /** With whom a record is shared; for whoever may see it. Shares that have ended are not among them. */
  shares(input: RecordPlace): Promise<RecordShare[]>
  /**
   * Shares a record, or changes the share that the person or team has. FORBIDDEN for whoever may not change the record, or
   * has no role with the right to share such records.
   */
  share(input: ShareRecordInput): Promise<RecordShare[]>
  /** Takes a share back; also the person with whom the record is shared may. */
  unshare(input: UnshareRecordInput): Promise<RecordShare[]>
  /** Stand-ins that have not ended: for an admin all, for others those whom they stand in for or who stand in for them. */
  delegations(input?: NoInput): Promise<Delegation[]>
  /** Of oneself; of others only for admins. */
  delegate(input: DelegateInput): Promise<Delegation>
  /** Ends at once. Whoever is absent or stands in, and admins, may. */
  endDelegation(input: { id: string }): Promise<Delegation[]>
  /** Admins only, as the next two. */
  territories(input?: NoInput): Promise<Territory[]>
  setTerritory(input: SetTerritoryInput): Promise<Territory[]>
  /** CONFLICT where others are below it. */
  removeTerritory(input: { id: string }): Promise<Territory[]>
  /** Whether the actor has a right that roles name. */
  hasRight(input: { right: string }): Promise<{ right: string; granted: boolean }>
  /**
   * What decides whether somebody may see, change or delete a record, or see a field of it, in the caller's language. For
   * oneself, and as an admin for anybody. A record that the asker may not see is answered as if it were not there.
   */
  explain(input: ExplainAccessInput): Promise<AccessExplanation>
  /**
   * For an admin who wants to see what somebody else sees: a pass that the header `Tenon-View-As` carries. With it everything
   * is as it is for the other, and nothing can be changed. It lasts an hour; that it was made is in the audit trail.
   */
  viewAs(input: ViewAsInput): Promise<ViewAs>
}

/** Which record. */
interface RecordPlace {
  entity: string
  id: string
}

export type ViewAsInput = { userId: string } | { role: string }

export interface ViewAs {
  pass: string
  /** As whom. */
  name: string
  until: string
}

export interface ShareGrantee {
  kind: 'user' | 'team'
  id: string
}

export interface RecordShare {
  id: string
  with: ShareGrantee & { name: string }
  /** Whether the record may be changed too. */
  edit: boolean
  /** When it ends, in UTC; null where it does not. */
  until: string | null
  sharedBy: string
  sharedAt: string
}

export interface ShareRecordInput extends RecordPlace {
  with: ShareGrantee
  edit: boolean
  /** Missing or null: for good. */
  until?: string | null
}

export interface UnshareRecordInput extends RecordPlace {
  /** Id of the share. */
  share: string
}

export interface Delegation {
  id: string
  absent: { id: string; name: string }
  standIn: { id: string; name: string }
  /** In UTC; the end is the first moment after it. */
  from: string
  until: string
}

export interface DelegateInput {
  /** Missing: oneself. */
  absentId?: string
  standInId: string
  from: string
  /** At most 400 days after `from`. */
  until: string
}

export interface Territory {
  id: string
  name: string
  parentId: string | null
  /** Entity → condition over its records that belong to the territory, such as `region == 'East'`. */
  rules: Record<string, string>
  memberIds: string[]
}

export interface SetTerritoryInput {
  /** Missing: a new one. */
  id?: string
  name: string
  parentId: string | null
  rules: Record<string, string>
  memberIds: string[]
}

export interface ExplainAccessInput extends RecordPlace {
  action: 'read' | 'update' | 'delete'
  /** A field of it; missing: the record. */
  field?: string
  /** About whom: a person. Missing: oneself. */
  userId?: string
}

export interface AccessExplanation {
  allowed: boolean
  /** In one sentence. */
  summary: string
  /** Everything that was looked at, what opens it first. */
  reasons: AccessReason[]
}

export interface AccessReason {
  kind: 'role' | 'share' | 'admin' | 'field' | 'standIn' | 'sight'
  /** Whether it opens the record or field. */
  opens: boolean
  text: string
}
