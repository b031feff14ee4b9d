import { formatDuration } from '@tenon/sdk/contract/format-duration'
import { parseDuration } from '@tenon/sdk/contract/parse-duration'
import { html } from 'lit'
import { ifDefined } from 'lit/directives/if-defined.js'
import type { FieldControl } from './field-control.ts'

/** A duration as people write it; beside it, how it has been understood. */
export const durationControl: FieldControl = {
  render: ({ id, raw, set, required, invalid, describedBy, locale }) => {
    const text = String(raw ?? '').trim()
    const seconds = text === '' ? null : parseDuration(text)
    const meaning = seconds === null ? '' : formatDuration(seconds, locale)
    return html`<span class="with-meaning">
      <input
        class="input"
        id=${id}
        type="text"
        autocomplete="off"
        placeholder=${locale === 'zh-CN' ? '1 小时 30 分钟' : '1h 30m'}
        ?required=${required}
        aria-invalid=${invalid}
        aria-describedby=${ifDefined(describedBy)}
        .value=${String(raw ?? '')}
        @input=${(event: InputEvent) => set((event.target as HTMLInputElement).value)}
      /><span class="meaning" role="status">${meaning === text ? '' : meaning}</span>
    </span>`
  },
  write: (value) => (typeof value === 'number' ? written(value) : ''),
  read: (raw, texts) => {
    const text = String(raw ?? '').trim()
    if (text === '') return { value: null }
    const seconds = parseDuration(text)
    return seconds === null ? { problem: texts.problemDuration } : { value: seconds }
  },
}

/** `1h 30m`: what both languages read. */
function written(seconds: number): string {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  const words = parts.flatMap((part, index) => (part === 0 ? [] : [`${part}${'hms'[index]}`]))
  return words.join(' ') || '0m'
}
