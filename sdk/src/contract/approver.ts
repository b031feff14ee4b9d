/** Who can agree to a move: everybody with a role, or one person, the manager of the record's owner. */
export type Approver = { kind: 'role'; role: string; label: string } | { kind: 'manager'; id: string; name: string }
