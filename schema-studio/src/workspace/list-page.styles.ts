import { css } from 'lit'

export const listPageStyles = css`
  .body {
    display: flex;
    flex-direction: column;
    overflow: hidden;
  }
  .body > .notice {
    flex: none;
    margin: var(--tenon-space-2) var(--tenon-space-3);
  }
  studio-filter-bar {
    flex: none;
    max-height: 30dvh;
    overflow-y: auto;
  }
  tenon-record-list {
    flex: 1 1 0;
    min-height: 0;
  }
  @media print {
    .body,
    tenon-record-list {
      display: block;
      overflow: visible;
    }
    studio-view-bar {
      display: none;
    }
  }
`
