/** How many children there must be, in words. */
export const COUNT_WORDS = {
  eq: 'opIs',
  ne: 'opIsNot',
  lt: 'opLess',
  lte: 'opAtMost',
  gt: 'opMore',
  gte: 'opAtLeast',
} as const
