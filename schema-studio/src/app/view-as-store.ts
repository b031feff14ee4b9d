const KEY = 'tenon.viewAs'

interface View {
  pass: string
  /** As whom. */
  name: string
}

function read(): View | null {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? 'null')
    if (typeof value !== 'object' || value === null || !('pass' in value) || !('name' in value)) return null
    const { pass, name } = value
    return typeof pass === 'string' && typeof name === 'string' ? { pass, name } : null
  } catch {
    return null
  }
}

/** Whether this window looks as somebody else, and as whom; another window of the same person does not. */
export const viewAsStore = {
  current: read,
  /** Takes effect when the page is loaded anew. */
  begin(view: View): void {
    sessionStorage.setItem(KEY, JSON.stringify(view))
    location.assign('/')
  },
  end(): void {
    sessionStorage.removeItem(KEY)
    location.assign('/')
  },
  headers(): Record<string, string> {
    const view = read()
    return view === null ? {} : { 'tenon-view-as': view.pass }
  },
}
