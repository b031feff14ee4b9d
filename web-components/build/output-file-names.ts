/** Names change with their content, so that files can be cached for ever. */
export const outputFileNames = {
  entryFileNames: '[name]-[hash].js',
  chunkFileNames: 'shared-[hash].js',
  comments: false,
} as const
