import { fieldInvalid, fieldNotSupported, invalid, type StatusCause } from '../http/status'

export type WriteOptions = {
  isDryRun: boolean
  fieldManager: string
  fieldValidation: 'Ignore' | 'Warn' | 'Strict'
}

type OptionsKind = 'CreateOptions' | 'UpdateOptions' | 'PatchOptions' | 'DeleteOptions'

const validations = ['', 'Ignore', 'Strict', 'Warn']
const longestManager = 128

function causesOf(search: URLSearchParams): StatusCause[] {
  const causes: StatusCause[] = []
  const manager = search.get('fieldManager') ?? ''
  if (manager.length > longestManager) {
    const why = `may not be more than ${longestManager} bytes`
    causes.push({ ...fieldInvalid('fieldManager', manager, why), reason: 'FieldValueTooLong' })
  }
  const dryRun = search.getAll('dryRun').filter((value) => value !== '')
  if (dryRun.some((value) => value !== 'All')) {
    causes.push(fieldNotSupported('dryRun', dryRun, ['All']))
  }
  const validation = search.get('fieldValidation') ?? ''
  if (!validations.includes(validation)) {
    causes.push(fieldNotSupported('fieldValidation', validation, validations))
  }
  return causes
}

/** Without a name of its own a manager is the first part of the User-Agent. */
const defaultManager = (userAgent: string) =>
  userAgent.split('/')[0]?.slice(0, longestManager) ?? ''

export function parseWriteOptions(
  search: URLSearchParams,
  kind: OptionsKind,
  userAgent: string,
): WriteOptions {
  const causes = causesOf(search)
  if (causes.length > 0) throw invalid({ group: 'meta.k8s.io', kind }, '', causes)
  const validation = search.get('fieldValidation')
  return {
    isDryRun: search.getAll('dryRun').includes('All'),
    fieldManager: search.get('fieldManager') || defaultManager(userAgent) || 'unknown',
    fieldValidation: validation === 'Ignore' || validation === 'Strict' ? validation : 'Warn',
  }
}
