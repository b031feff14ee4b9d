import { html } from 'lit'
import { maxRating } from '../../value/format-value.ts'
import type { FieldControl } from './field-control.ts'

/** Radio buttons drawn as stars: arrow keys work, and a screen reader hears “3 stars”. */
export const ratingControl: FieldControl = {
  group: true,
  render: ({ id, schema, raw, set, texts }) => {
    const rating = Number(raw ?? 0)
    const choices = Array.from({ length: maxRating(schema) + 1 }, (_, stars) => stars)
    return html`<span class="rating">
      ${choices.map(
        (
          stars,
        ) => html`<label class=${stars === 0 ? 'no-rating' : stars <= rating ? 'on' : ''} title=${stars === 0 ? texts.noRating : texts.stars(stars)}>
          <input
            class="visually-hidden"
            type="radio"
            id=${stars === Math.max(rating, 0) ? id : `${id}-${stars}`}
            name=${id}
            aria-label=${stars === 0 ? texts.noRating : texts.stars(stars)}
            .checked=${stars === rating}
            @change=${() => set(stars || null)}
          /><span aria-hidden="true">${stars === 0 ? '×' : '★'}</span></label
        >`,
      )}
    </span>`
  },
  write: (value) => value,
  read: (raw) => ({ value: raw ? Number(raw) : null }),
}
