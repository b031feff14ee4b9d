import type { ListApprovalsInput } from '@tenon/sdk/contract/approvals-api'
import { css, html } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { pageStyles } from '../app/page.styles.ts'
import { pageHeader } from '../app/page-header.ts'
import { StudioElement } from '../app/studio-element.ts'
import './approval-list.ts'

const TO_DECIDE: ListApprovalsInput = { of: 'toDecide' }
const ASKED: ListApprovalsInput = { of: 'asked' }

/** Moves that the person can agree to, and those that he or she has asked for. */
export class ApprovalsPage extends StudioElement {
  static override styles = [
    StudioElement.styles,
    pageStyles,
    css`
      .wrap {
        display: grid;
        gap: var(--tenon-space-6);
        max-width: 760px;
      }
      .lead {
        margin: 0;
        color: var(--tenon-text-muted);
      }
    `,
  ]
  static override properties = { app: { attribute: false } }
  declare app: AppServices

  override render() {
    return html`${pageHeader({ title: this.t('approvals') })}
      <div class="body">
        <div class="wrap">
          <p class="lead">${this.t('approvalsLead')}</p>
          <studio-approval-list
            .app=${this.app}
            .of=${TO_DECIDE}
            .heading=${this.t('approvalsForYou')}
            .empty=${this.t('approvalsForYouEmpty')}
          ></studio-approval-list>
          <studio-approval-list
            .app=${this.app}
            .of=${ASKED}
            .heading=${this.t('approvalsByYou')}
            .empty=${this.t('approvalsAskedEmpty')}
          ></studio-approval-list>
        </div>
      </div>`
  }
}
customElements.define('studio-approvals-page', ApprovalsPage)
