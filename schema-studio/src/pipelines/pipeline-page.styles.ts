import { css } from 'lit'

export const pipelinePageStyles = css`
  section {
    margin-bottom: var(--tenon-space-8);
  }
  .top {
    display: flex;
    flex-wrap: wrap;
    gap: var(--tenon-space-2);
    align-items: center;
    margin-bottom: var(--tenon-space-3);
  }
  .top h2 {
    margin: 0;
    font-size: var(--tenon-font-size-lg);
    font-weight: var(--tenon-weight-strong);
  }
  .top .button {
    margin-inline-start: auto;
  }
  .wrap > .notice {
    margin-bottom: var(--tenon-space-4);
  }
  @media (max-width: 719px) {
    .actions {
      flex-wrap: wrap;
      padding-block: 4px;
    }
  }
`
