export const viewsZh = {} as const
