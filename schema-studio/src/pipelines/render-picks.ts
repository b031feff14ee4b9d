import { html, type TemplateResult } from 'lit'

interface Picks {
  legend: string
  help?: string
  options: ReadonlyArray<{ value: string; label: string }>
  chosen: readonly string[]
  /** Is told of the chosen ones in the options' order. */
  change: (chosen: string[]) => void
}

/** A checkbox per option; needs `pipelinePartStyles`. */
export function renderPicks({ legend, help, options, chosen, change }: Picks): TemplateResult {
  const toggle = (value: string, on: boolean) =>
    change(options.map((one) => one.value).filter((one) => (one === value ? on : chosen.includes(one))))
  return html`<fieldset>
    <legend>${legend}</legend>
    ${help ? html`<p class="help">${help}</p>` : ''}
    <span class="picks">
      ${options.map(
        ({ value, label }) => html`<label class="check">
          <input
            class="checkbox"
            type="checkbox"
            .checked=${chosen.includes(value)}
            @change=${(event: Event) => toggle(value, (event.target as HTMLInputElement).checked)}
          />${label}
        </label>`,
      )}
    </span>
  </fieldset>`
}
