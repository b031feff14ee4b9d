export interface UsersApi {
  list(input?: Record<string, never>): Promise<UserInfo[]>
  /** Admins only. */
  create(input: CreateUserInput): Promise<UserInfo>
  /** Admins only. Only what is given changes. VALIDATION_FAILED for managers in a circle, and for the last admin's role. */
  update(input: UpdateUserInput): Promise<UserInfo>
}

export interface UserInfo {
  id: string
  name: string
  email: string
  roles: string[]
  active: boolean
  /** Who agrees to moves of this person's records, where a pipeline asks the manager. */
  managerId: string | null
}

export interface CreateUserInput {
  email: string
  name: string
  /** 10–128 characters. */
  password: string
  roles: string[]
  managerId?: string | null
}

export interface UpdateUserInput {
  id: string
  /** All of them. */
  roles?: string[]
  managerId?: string | null
}
