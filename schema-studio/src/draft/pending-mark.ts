/** What a draft does to a part of the published model. */
export type PendingMark = 'added' | 'changed' | 'removed'
