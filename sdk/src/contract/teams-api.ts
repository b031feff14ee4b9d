/** Input of procedures that take none. */
type NoInput = Record<string, never>

/** Teams of a tenant. Staff may list them; everything else is for admins only. */
export interface TeamsApi {
  /** By name, archived ones too. */
  list(input?: NoInput): Promise<TeamInfo[]>
  create(input: CreateTeamInput): Promise<TeamInfo>
  /** Only what is given changes. */
  update(input: UpdateTeamInput): Promise<TeamInfo>
  /** CONFLICT where people, teams or records still name it: archive it then. */
  delete(input: TeamIdInput): Promise<TeamInfo>
}

export interface TeamInfo {
  id: string
  name: string
  /** The team above. */
  parentId: string | null
  /** Kept for those who name it, and no longer offered. */
  archived: boolean
  /** Ids of the users in it; each is in one team. */
  memberIds: string[]
}

export interface TeamIdInput {
  id: string
}

export interface CreateTeamInput {
  /** 1–100 characters, another one than that of any team. */
  name: string
  parentId?: string | null
  memberIds?: string[]
}

export interface UpdateTeamInput extends TeamIdInput {
  name?: string
  parentId?: string | null
  archived?: boolean
  /** All of them: whoever is not among them leaves it, and whoever is leaves the team of before. */
  memberIds?: string[]
}
