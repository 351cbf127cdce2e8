/** Rings around the pictograms of clusters: how much of what is gathered there is in which state. */

import type { Map as MapLibreMap } from 'maplibre-gl'
import { cameraColours, ground, pictogram, putPicture, siteColour, type Paint } from './icons'
import { cameraPictogram, sitePictograms } from './pictograms'

/** A ring is drawn in so many parts; the style rounds shares up to them, so that one of a thousand is seen. */
export const ringParts = 16
/** Wide enough to stay sharp at the largest count. */
const ringSize = 36
const prefix = 'ring-'

interface RingKind {
  line: string
  /** Of what is in none of the states. */
  rest: string
  /** Of each state, in the order of the shares. */
  states: readonly string[]
}

export const attentionColours = { high: '#FF4D4D', medium: '#FFB020', low: '#FFE9A8' } as const

const kinds: Readonly<Record<string, RingKind>> = {
  camera: { line: cameraPictogram, rest: cameraColours.online, states: [cameraColours.offline] },
  key_site: {
    line: sitePictograms.governance_center!,
    rest: siteColour,
    states: [attentionColours.high, attentionColours.medium, attentionColours.low],
  },
}

export interface RingPiece {
  colour: string
  /** Of the whole turn, from the top clockwise. */
  from: number
  to: number
}

/** The pieces of the ring of a name as the style makes it: `ring-camera-3` has three parts of sixteen in the first state. */
export function readRing(name: string): { line: string; pieces: RingPiece[] } | null {
  const [, kindName = '', shares = ''] = /^ring-([a-z_]+)((?:-\d+)+)$/.exec(name) ?? []
  const kind = kinds[kindName]
  const parts = shares.split('-').slice(1).map(Number)
  if (!kind || parts.length !== kind.states.length) return null
  const whole = Math.max(ringParts, parts.reduce((sum, part) => sum + part, 0))
  const pieces: RingPiece[] = []
  let at = 0
  parts.forEach((part, state) => {
    if (part > 0) pieces.push({ colour: kind.states[state]!, from: at / whole, to: (at + part) / whole })
    at += part
  })
  if (at < whole) pieces.push({ colour: kind.rest, from: at / whole, to: 1 })
  return { line: kind.line, pieces }
}

/** Draws the rings that the map comes to need; `scale` is asked for each time. */
export function drawRings(map: MapLibreMap, scale: () => number): void {
  map.setMissingStyleImageResolver((name) => putRing(map, name, scale()))
}

/** Draws those anew that the map has. */
export function rescaleRings(map: MapLibreMap, scale: number): void {
  for (const name of map.listImages()) if (name.startsWith(prefix)) putRing(map, name, scale)
}

function putRing(map: MapLibreMap, name: string, scale: number): void {
  const ring = readRing(name)
  if (ring) putPicture(map, name, ringSize, scale, paintRing(ring))
}

function paintRing({ line, pieces }: { line: string; pieces: RingPiece[] }): Paint {
  const angle = (share: number) => (share - 0.25) * 2 * Math.PI
  return (pen, size) => {
    const width = size * 0.15
    const radius = (size - width) / 2 - 1
    pen.beginPath()
    pen.arc(size / 2, size / 2, radius, 0, 2 * Math.PI)
    pen.fillStyle = ground
    pen.fill()
    pen.lineWidth = width
    for (const { colour, from, to } of pieces) {
      pen.beginPath()
      pen.arc(size / 2, size / 2, radius, angle(from), angle(to))
      pen.strokeStyle = colour
      pen.stroke()
    }
    pictogram(pen, size, pieces.at(-1)!.colour, [line], 0.5)
  }
}
