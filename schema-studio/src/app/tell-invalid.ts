import type { Locale } from '@tenon/sdk/contract/locale'
import { formatDateTime } from '@tenon/web-components/value/format-date'
import { translate } from '../locales/translate.ts'

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement

/**
 * Says beneath a field what a browser would say in a bubble of its own, in the language of the browser instead of the
 * person's. For all forms below `root`; the words go when the field is changed, or its form or dialog starts anew.
 */
export function tellInvalid(root: HTMLElement | DocumentFragment, locale: () => Locale): void {
  const told = new Map<Control, () => void>()
  const forget = (control: Control) => {
    told.get(control)?.()
    told.delete(control)
  }
  const forgetAll = () => [...told.keys()].forEach(forget)
  root.addEventListener(
    'invalid',
    (event) => {
      const control = event.target
      if (!isControl(control)) return
      event.preventDefault()
      forget(control)
      told.set(control, tell(control, locale()))
      if (firstInvalid(control.form) === control) control.focus()
    },
    true,
  )
  for (const change of ['input', 'change']) {
    root.addEventListener(change, ({ target }) => isControl(target) && forget(target), true)
  }
  for (const start of ['reset', 'close']) root.addEventListener(start, forgetAll, true)
}

function isControl(target: EventTarget | null): target is Control {
  return (
    target instanceof HTMLInputElement || target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement
  )
}

function firstInvalid(form: HTMLFormElement | null): Element | undefined {
  return [...(form?.elements ?? [])].find((one) => isControl(one) && one.willValidate && !one.validity.valid)
}

/** Returns its undo. */
function tell(control: Control, locale: Locale): () => void {
  const note = document.createElement('p')
  note.className = 'error'
  note.id = `invalid-${control.id || control.name}`
  note.setAttribute('role', 'alert')
  note.textContent = invalidWords(control, locale)
  const place = control.closest('.field') ?? control.parentElement
  place?.append(note)
  const before = control.getAttribute('aria-describedby')
  control.setAttribute('aria-describedby', [before, note.id].filter(Boolean).join(' '))
  control.setAttribute('aria-invalid', 'true')
  return () => {
    note.remove()
    control.removeAttribute('aria-invalid')
    if (before === null) control.removeAttribute('aria-describedby')
    else control.setAttribute('aria-describedby', before)
  }
}

function invalidWords(control: Control, locale: Locale): string {
  const { validity } = control
  if (validity.customError) return control.validationMessage
  if (validity.valueMissing) return translate(locale, isChosen(control) ? 'invalidUnchosen' : 'invalidMissing')
  if (validity.tooShort && 'minLength' in control) {
    return translate(locale, 'invalidShort', { count: control.minLength })
  }
  if (!(control instanceof HTMLInputElement)) return translate(locale, 'invalidOther')
  if (validity.typeMismatch && control.type === 'email') return translate(locale, 'invalidEmail')
  if (validity.rangeUnderflow) return translate(locale, 'invalidLow', { least: limitText(control.min, locale) })
  if (validity.rangeOverflow) return translate(locale, 'invalidHigh', { most: limitText(control.max, locale) })
  return translate(locale, 'invalidOther')
}

function isChosen(control: Control): boolean {
  return control instanceof HTMLSelectElement || /^(checkbox|radio|file)$/.test(control.type)
}

function limitText(limit: string, locale: Locale): string {
  return /^\d{4}-\d\d-\d\dT/.test(limit) ? formatDateTime(new Date(limit).toISOString(), locale) : limit
}
