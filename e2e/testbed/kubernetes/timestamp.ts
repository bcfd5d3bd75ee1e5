/** Kubernetes' times have no fraction. */
export const timestamp = (at = new Date()) => at.toISOString().replace(/\.\d+Z$/, 'Z')
