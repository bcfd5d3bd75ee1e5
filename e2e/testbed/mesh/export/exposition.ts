import type { MetricLabels } from '../report/peer-labels'
import type { PodProxy } from '../simulation/pod-proxy'
import { samplesOf } from './samples'

/** https://prometheus.io/docs/instrumenting/exposition_formats/#comments-help-text-and-type-information */
export const escapeLabelValue = (value: string): string =>
  value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')

const labelText = (labels: MetricLabels): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}="${escapeLabelValue(value)}"`)
    .join(',')

/** Without any label there are no braces; a comma before the first makes Prometheus refuse the scrape. */
function inBraces(text: string, le: string | null): string {
  if (le === null) return text === '' ? '' : `{${text}}`
  return text === '' ? `{le="${le}"}` : `{${text},le="${le}"}`
}

/** A proxy's metrics in Prometheus' text format; empty values are written, as Envoy does. */
export function exposition(proxy: PodProxy): string {
  const lines: string[] = []
  const texts = new Map<MetricLabels, string>()
  let lastFamily = ''
  for (const { family, type, suffix, labels, le, value } of samplesOf(proxy)) {
    if (family !== lastFamily) lines.push(`# TYPE ${family} ${type}`)
    lastFamily = family
    const text = texts.get(labels) ?? labelText(labels)
    texts.set(labels, text)
    lines.push(`${family}${suffix}${inBraces(text, le)} ${value}`)
  }
  return `${lines.join('\n')}\n`
}
