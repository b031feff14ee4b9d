const STORAGE_KEY = 'tenon.theme'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

/** Light, dark or as the system has it; kept between visits. */
export const themeStore = {
  get(): Theme {
    return THEMES.find((theme) => theme === localStorage.getItem(STORAGE_KEY)) ?? 'system'
  },
  set(theme: Theme): void {
    localStorage.setItem(STORAGE_KEY, theme)
    themeStore.apply()
  },
  apply(): void {
    document.documentElement.dataset['theme'] = themeStore.get()
  },
}
