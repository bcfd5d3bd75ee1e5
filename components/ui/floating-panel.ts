/** The look of whatever floats above the page: the only thing with a shadow. */
export const floatingPanel =
  'rounded-panel border border-line bg-surface text-text shadow-float outline-none'
