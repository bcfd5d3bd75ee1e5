import type { StylesheetJson } from 'cytoscape'
import { readPalette } from './palette'
import type { EdgeTone } from './words'

/** The cards are drawn as elements above; here they are only what is hit and what lines end at. */
const invisibleNode = {
  shape: 'round-rectangle',
  width: 'data(width)',
  height: 'data(height)',
  'background-opacity': 0,
  'overlay-opacity': 0,
} as const

const line = {
  width: 'data(width)',
  'line-style': 'data(line)',
  'line-dash-pattern': [6, 4],
  'target-arrow-shape': 'triangle',
  'arrow-scale': 0.9,
  'overlay-opacity': 0,
} as const

const routed = {
  'curve-style': 'unbundled-bezier',
  'edge-distances': 'endpoints',
  'control-point-distances': 'data(distances)',
  'control-point-weights': 'data(weights)',
  'source-endpoint': 'data(sourceEndpoint)',
  'target-endpoint': 'data(targetEndpoint)',
} as const

/**
 * Cytoscape measures a loop from the middle of its card and lets it end where its own two lines leave
 * the card: beside a wide card it must reach further, and open less, than above it.
 */
const loops = {
  above: {
    'curve-style': 'bezier',
    'loop-direction': '0deg',
    'loop-sweep': '-40deg',
    'control-point-step-size': 44,
  },
  beside: {
    'curve-style': 'bezier',
    'loop-direction': '90deg',
    'loop-sweep': '-22deg',
    'control-point-step-size': 100,
  },
} as const

const tones: readonly EdgeTone[] = ['healthy', 'degraded', 'failing', 'unknown', 'tcp']

export function canvasStyle(container: HTMLElement): StylesheetJson {
  const palette = readPalette(container)
  const coloured = (color: string) => ({ 'line-color': color, 'target-arrow-color': color })
  // Cytoscape's types know neither data mappers for every property nor `edge-distances: endpoints`.
  return [
    { selector: 'core', style: { 'active-bg-opacity': 0 } },
    { selector: 'node', style: invisibleNode },
    { selector: 'edge', style: line },
    { selector: 'edge[weights]', style: routed },
    { selector: 'edge[loop = "above"]', style: loops.above },
    { selector: 'edge[loop = "beside"]', style: loops.beside },
    ...tones.map((tone) => ({
      selector: `edge[tone = "${tone}"]`,
      style: coloured(palette[tone]),
    })),
    {
      selector: 'edge.found',
      style: { 'underlay-color': palette.accent, 'underlay-opacity': 0.35, 'underlay-padding': 4 },
    },
    { selector: 'edge.chosen', style: { ...coloured(palette.accent), 'z-index': 1 } },
  ] as unknown as StylesheetJson
}
