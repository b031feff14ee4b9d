/** A short message that goes away by itself. */
export interface Toast {
  text: string
  tone?: 'plain' | 'positive' | 'critical'
  action?: { label: string; run: () => void | Promise<void> }
}
