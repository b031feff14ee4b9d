import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { html } from 'lit'
import type { FilesDraft } from '../../internal/files-draft.ts'
import type { FieldControl } from './field-control.ts'

/** A place to drop files on, with what is there and what is on its way. What draws it comes with the first such field. */
export const fileControl: FieldControl = {
  group: true,
  wide: true,
  render: ({ id, name, schema, label, raw, set, invalid, describedBy, locale, client, of }) => {
    void import('../../internal/file-input.ts')
    return html`<tenon-file-input
      .inputId=${id}
      .label=${label}
      .field=${name}
      .schema=${schema}
      .draft=${raw as FilesDraft}
      .change=${set}
      .invalid=${invalid}
      .describedBy=${describedBy}
      .locale=${locale}
      .client=${client}
      .of=${of ?? null}
    ></tenon-file-input>`
  },
  write: (value) => ({ files: Array.isArray(value) ? value : [], busy: 0, lost: 0 }),
  read: (raw, texts) => {
    const { files, busy, lost } = raw as FilesDraft
    if (busy > 0) return { problem: texts.problemUploading }
    // What somebody has chosen is not left out of the record without a word.
    if (lost > 0) return { problem: texts.problemUploadLost }
    return { value: files.length > 0 ? (files as unknown as JsonValue) : null }
  },
}
