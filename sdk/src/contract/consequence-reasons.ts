/** What the audit trail says of records that change because another one does, in these words; who shows them translates them. */
export const CONSEQUENCE_REASONS = {
  cleared: 'The record that this field named was deleted.',
  deleted: 'The record that this one belonged to was deleted.',
  restored: 'The record that this one belongs to was restored.',
  merged: 'The record that this field named was merged into another.',
  unmerged: 'The merge that changed this field was undone.',
} as const
