/** What hooks set off that hooks have set off, such as writes of hooks of writes: how deep it may go. */
export const MAX_HOOK_DEPTH = 5
