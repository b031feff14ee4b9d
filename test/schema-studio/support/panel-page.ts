/// <reference lib="dom" />
/// <reference path="../../../schema-studio/src/modules.d.ts" />
import '../../../schema-studio/src/app/document.css'
import { themeStore } from '../../../schema-studio/src/app/theme-store.ts'
import '../../../schema-studio/src/pages/people-panel.ts'
import '../../../schema-studio/src/pages/privacy-panel.ts'
import '../../../schema-studio/src/pages/teams-panel.ts'
import '../../../schema-studio/src/plugins/plugin-schedules-panel.ts'
import '../../../schema-studio/src/plugins/plugin-tasks-panel.ts'
import '../../../schema-studio/src/plugins/plugin-webhooks-panel.ts'
import { createTenonClient } from '@tenon/sdk/client'
import { adoptTokens } from '@tenon/web-components/adopt-tokens'

/** Runs in the browser: puts one panel on the page, as the page of a plugin will, with a client of the real server. */
adoptTokens(document)
themeStore.apply()

const told: string[] = []

async function mount(tag: string, plugin: string): Promise<void> {
  const locale = document.documentElement.lang === 'zh-CN' ? 'zh-CN' : 'en'
  const client = createTenonClient({ baseUrl: '', locale })
  const app = {
    client,
    session: await client.session.me({}),
    model: await client.model.view(),
    live: { whenBack: () => () => undefined },
    toast: ({ text }: { text: string }) => void told.push(text),
    confirm: async ({ title }: { title: string }) => {
      told.push(title)
      return true
    },
  }
  const element = document.createElement(tag)
  Object.assign(element, { app, plugin })
  document.querySelector('main')?.replaceChildren(element)
}

Object.assign(globalThis, { mount, told })
