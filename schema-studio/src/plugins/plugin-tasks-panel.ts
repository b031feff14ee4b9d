import { PLUGIN_TASK_STATUSES, type PluginTaskInfo, type PluginTaskStatus } from '@tenon/sdk/contract/plugin-work'
import { css, html, nothing } from 'lit'
import { errorText } from '../app/error-text.ts'
import { icon } from '../icons/icon.ts'
import { PluginPartPanel } from './plugin-part-panel.ts'
import { LIFECYCLE_WORDS, TASK_KIND_WORDS, TASK_STATUS_WORDS, taskErrorWords } from './task-words.ts'

/** What a plugin does later, and what became of it. */
export class PluginTasksPanel extends PluginPartPanel<PluginTaskInfo> {
  static override styles = [
    ...PluginPartPanel.styles,
    css`
      .tools {
        display: flex;
        gap: var(--tenon-space-2);
      }
      .table td {
        vertical-align: top;
        padding-block: 10px;
      }
      .kind,
      .why small {
        display: block;
        color: var(--tenon-text-muted);
        font-size: var(--tenon-font-size-xs);
      }
      .why {
        min-width: 220px;
        max-width: 56ch;
        margin: 4px 0 0;
        color: var(--tenon-critical-text);
        font-size: var(--tenon-font-size-xs);
        /* On as many lines as it takes: cells of tables have one. */
        white-space: normal;
        overflow-wrap: anywhere;
      }
      .more {
        display: block;
        margin: var(--tenon-space-4) auto 0;
      }
    `,
  ]
  static override properties = {
    ...PluginPartPanel.properties,
    status: { state: true },
    next: { state: true },
  }
  declare status: PluginTaskStatus | ''
  declare next: string | null

  constructor() {
    super()
    this.status = ''
    this.next = null
  }

  protected override async read(after?: string): Promise<PluginTaskInfo[]> {
    const { plugin, status } = this
    const { tasks, nextCursor } = await this.app.client.pluginTasks.list({
      plugin,
      ...(status !== '' && { status }),
      ...(after !== undefined && { after }),
    })
    this.next = nextCursor
    return tasks
  }

  async #more(): Promise<void> {
    const { next } = this
    if (next === null) return
    await this.#attempt(async () => {
      const further = await this.read(next)
      this.items = [...(this.items ?? []), ...further]
    })
  }

  async #filter(event: Event): Promise<void> {
    const { value } = event.target as HTMLSelectElement
    this.status = PLUGIN_TASK_STATUSES.find((status) => status === value) ?? ''
    this.items = null
    await this.load()
  }

  async #retry(task: PluginTaskInfo): Promise<void> {
    await this.#attempt(async () => {
      await this.app.client.pluginTasks.retry({ id: task.id })
      this.app.toast({ tone: 'positive', text: this.t('taskRetried', { name: this.#nameOf(task) }) })
      await this.load()
    })
  }

  async #cancel(task: PluginTaskInfo): Promise<void> {
    const agreed = await this.app.confirm({
      title: this.t('taskCancelTitle', { name: this.#nameOf(task) }),
      text: this.t('taskCancelText'),
      confirm: this.t('taskCancel'),
      cancel: this.t('taskCancelKeep'),
      critical: true,
    })
    if (!agreed) return
    await this.#attempt(async () => {
      await this.app.client.pluginTasks.cancel({ id: task.id })
      await this.load()
    })
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      this.app.toast({ tone: 'critical', text: errorText(error, this.locale) })
    }
  }

  #nameOf({ kind, name, label }: PluginTaskInfo): string {
    const lifecycle = kind === 'lifecycle' ? LIFECYCLE_WORDS[name] : undefined
    if (lifecycle !== undefined) return this.t(lifecycle)
    return label === null ? name : this.text(label)
  }

  override render() {
    const empty =
      this.status === ''
        ? { title: this.t('tasksEmpty'), text: this.t('tasksEmptyText') }
        : { title: this.t('tasksNone'), text: this.t('tasksEmptyText') }
    return html`<div class="top">
        <p>${this.t('tasksLead')}</p>
        <div class="tools">
          <select class="select" aria-label=${this.t('state')} @change=${this.#filter}>
            <option value="">${this.t('allStates')}</option>
            ${PLUGIN_TASK_STATUSES.map((status) => html`<option value=${status} ?selected=${status === this.status}>${this.t(TASK_STATUS_WORDS[status].text)}</option>`)}
          </select>
          <button class="button" @click=${() => void this.load()}>${icon('rotate-ccw')} ${this.t('refresh')}</button>
        </div>
      </div>
      ${this.renderItems(empty, (tasks) => this.#renderTable(tasks))}
      ${this.next !== null && this.items ? html`<button class="button more" @click=${() => void this.#more()}>${this.t('loadMore')}</button>` : nothing}`
  }

  #renderTable(tasks: PluginTaskInfo[]) {
    return html`<table class="table">
      <thead>
        <tr>
          <th scope="col">${this.t('taskWork')}</th>
          <th scope="col">${this.t('state')}</th>
          <th scope="col">${this.t('taskDue')}</th>
          <th scope="col"><span class="visually-hidden">${this.t('actions')}</span></th>
        </tr>
      </thead>
      <tbody>
        ${tasks.map((task) => this.#renderRow(task))}
      </tbody>
    </table>`
  }

  #renderRow(task: PluginTaskInfo) {
    const { kind, status, attempts, maxAttempts: max, runAt, finishedAt, error } = task
    const { text, hue } = TASK_STATUS_WORDS[status]
    return html`<tr>
      <td>
        ${this.#nameOf(task)} <span class="kind">${this.t(TASK_KIND_WORDS[kind])}</span>
        ${error === null ? nothing : html`<p class="why">${this.t(taskErrorWords(error.code))} <small>${error.message}</small></p>`}
      </td>
      <td>
        <span class="chip" data-hue=${hue}>${this.t(text)}</span>
        ${attempts > 1 || status === 'failed' ? html`<span class="kind">${this.t('attemptsOf', { count: attempts, max })}</span>` : nothing}
      </td>
      <td>${this.renderTime(finishedAt ?? runAt, '')}</td>
      <td class="end">${kind === 'lifecycle' ? nothing : this.#renderAction(task)}</td>
    </tr>`
  }

  #renderAction(task: PluginTaskInfo) {
    if (task.status === 'failed') {
      return html`<button class="button dense" @click=${() => void this.#retry(task)}>${this.t('taskRetry')}</button>`
    }
    if (task.status !== 'waiting') return nothing
    return html`<button class="button quiet dense" @click=${() => void this.#cancel(task)}>${this.t('taskCancel')}</button>`
  }
}
customElements.define('studio-plugin-tasks', PluginTasksPanel)
