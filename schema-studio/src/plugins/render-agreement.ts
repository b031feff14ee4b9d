import { html, type TemplateResult } from 'lit'

interface Agreement {
  text: string
  agreed: boolean
  change: (agreed: boolean) => void
}

/** A checkbox by which somebody agrees to what the words say; needs `pluginStyles`. */
export function renderAgreement({ text, agreed, change }: Agreement): TemplateResult {
  return html`<label class="agree">
    <input
      class="checkbox"
      type="checkbox"
      .checked=${agreed}
      @change=${(event: Event) => change((event.target as HTMLInputElement).checked)}
    />
    <span>${text}</span>
  </label>`
}
