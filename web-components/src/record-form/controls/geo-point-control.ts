import type { GeoPoint } from '@tenon/sdk/contract/field-type'
import { html } from 'lit'
import { ifDefined } from 'lit/directives/if-defined.js'
import { type ControlContext, DECIMAL_TEXT, type FieldControl } from './field-control.ts'

type Side = 'lat' | 'lng'

const LIMITS: Record<Side, number> = { lat: 90, lng: 180 }

/** Latitude and longitude in degrees. A pair as maps give it may be pasted into either. */
export const geoPointControl: FieldControl = {
  group: true,
  render: (context) => html`<span class="pair">${renderDegrees(context, 'lat')}${renderDegrees(context, 'lng')}</span>`,
  write: (value) => {
    const place = value as GeoPoint | null
    return { lat: String(place?.lat ?? ''), lng: String(place?.lng ?? '') }
  },
  read: (raw, texts) => {
    const place = raw as Record<Side, string>
    if (place.lat.trim() === '' && place.lng.trim() === '') return { value: null }
    const [lat, lng] = [degrees(place, 'lat'), degrees(place, 'lng')]
    return lat === null || lng === null ? { problem: texts.problemPlace } : { value: { lat, lng } }
  },
}

function degrees(place: Record<Side, string>, side: Side): number | null {
  const text = place[side].trim()
  return DECIMAL_TEXT.test(text) && Math.abs(Number(text)) <= LIMITS[side] ? Number(text) : null
}

function renderDegrees({ id, raw, set, texts, invalid, describedBy }: ControlContext, side: Side) {
  const place = raw as Record<Side, string>
  const inputId = side === 'lat' ? id : `${id}-lng`
  const onInput = (event: InputEvent) => {
    const text = (event.target as HTMLInputElement).value
    const [lat, lng, ...more] = text.split(/[,，]/)
    set(lng === undefined || more.length > 0 ? { ...place, [side]: text } : { lat: lat?.trim(), lng: lng.trim() })
  }
  return html`<span class="field">
    <label class="label part" for=${inputId}>${side === 'lat' ? texts.latitude : texts.longitude}</label>
    <input
      class="input number"
      id=${inputId}
      type="text"
      inputmode="decimal"
      autocomplete="off"
      placeholder=${side === 'lat' ? '31.2304' : '121.4737'}
      aria-invalid=${invalid}
      aria-describedby=${ifDefined(describedBy)}
      .value=${place[side]}
      @input=${onInput}
    />
  </span>`
}
