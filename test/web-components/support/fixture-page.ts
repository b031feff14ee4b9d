/// <reference lib="dom" />
import '@tenon/web-components/pipeline-board'
import '@tenon/web-components/record-form'
import '@tenon/web-components/record-list'
import '@tenon/web-components/value-form'
import { createTenonClient } from '@tenon/sdk/client'

/** Runs in the browser: puts one widget on the page, with a client of the test's own server, and keeps what it tells. */
const EVENTS = [
  'tenon-save',
  'tenon-submit',
  'tenon-cancel',
  'tenon-open-record',
  'tenon-selection-change',
  'tenon-create-record',
  'tenon-edit-field',
  'tenon-stage-change',
]

const heard: Array<Record<string, unknown>> = []
for (const type of EVENTS) {
  document.addEventListener(type, (event) => heard.push({ ...event, type }))
}

function mount(tag: string, properties: Record<string, unknown>): void {
  const element = document.createElement(tag)
  const locale = (properties['model'] as { locale: 'en' | 'zh-CN' }).locale
  Object.assign(element, { client: createTenonClient({ baseUrl: '', locale }), ...properties })
  document.querySelector('main')?.replaceChildren(element)
}

Object.assign(globalThis, { mount, heard })
