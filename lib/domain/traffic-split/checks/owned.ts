import { evidenceOf, type SplitCheck } from './check'

/** Somebody keeps the object as it is: a controller that steers the weights, or what is in Git. */
export const owned: SplitCheck = ({ route, owner }) => {
  if (owner === null || owner.policy === 'edit') return []
  const isSteered = owner.policy === 'read-only'
  return [
    {
      code: isSteered ? 'steered-by-controller' : 'kept-in-git',
      severity: 'warning',
      gate: isSteered ? 'block' : 'acknowledge',
      title: isSteered ? `${owner.title} steers this route` : `${owner.title} keeps this route`,
      detail: isSteered
        ? owner.detail
        : `${owner.detail} Copy the patch and commit it; applied here, the change is watched for being undone.`,
      evidence: [evidenceOf(route), ...(owner.object ? [owner.object] : [])],
    },
  ]
}
