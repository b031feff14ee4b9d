export const viewsEn = {} as const
