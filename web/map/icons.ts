import type { Map as MapLibreMap } from 'maplibre-gl'
import { cameraPictogram, housePictogram, siteFamilies, sitePictograms, slashPictogram } from './pictograms'

/** A picture drawn on a square canvas `size` wide; the context is scaled so that drawing is in those units. */
export type Paint = (pen: CanvasRenderingContext2D, size: number) => void

export const ground = '#0B1526'
export const cameraColours = { online: '#35D0BA', offline: '#FF7A59' } as const
export const rentalColour = '#F0A3D8'
export const overlaidColour = '#FF9F6B'
export const siteColour = '#C9B6FF'

/** Views narrower than a class are drawn with the next wider one; the last is all around. */
export const sightClasses = [40, 60, 90, 120, 180, 360] as const
const sightRadius = 128

/**
 * Puts every picture the style names into the map, sharp for this screen. `scale` enlarges them as the texts are enlarged.
 * A view's wedge is 128 px long at icon-size 1 and points north.
 */
export function addIcons(map: MapLibreMap, scale: number): void {
  for (const [name, size, paint] of pictures()) putPicture(map, name, size, scale, paint)
  for (const degrees of sightClasses) put(map, `sight-${degrees}`, draw(2 * sightRadius, 2 * sightRadius, wedge(degrees)), 1)
}

/** Puts a picture in that is `size` wide at scale 1; it takes the place of one of this name. */
export function putPicture(map: MapLibreMap, name: string, size: number, scale: number, paint: Paint): void {
  put(map, name, draw(Math.round(size * scale), size, paint))
}

function put(map: MapLibreMap, name: string, image: ImageData, ratio = devicePixelRatio): void {
  if (map.hasImage(name)) map.removeImage(name)
  map.addImage(name, image, { pixelRatio: ratio })
}

function* pictures(): Generator<[string, number, Paint]> {
  yield ['camera-online', 22, badge('circle', cameraColours.online, cameraPictogram)]
  yield ['camera-offline', 22, badge('circle', cameraColours.offline, cameraPictogram, slashPictogram)]
  yield ['dedicated-hatch', 12, hatch]
  yield ['rental-house', 20, badge('circle', rentalColour, housePictogram)]
  for (const family of siteFamilies) {
    for (const kind of family.kinds) {
      yield [`site-${kind}`, 26, badge('square', family.colour, sitePictograms[kind] ?? sitePictograms.other!)]
    }
  }
}

function draw(shown: number, size: number, paint: Paint): ImageData {
  const isWedge = size === 2 * sightRadius
  const pixels = Math.round(shown * (isWedge ? 1 : devicePixelRatio))
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = pixels
  const pen = canvas.getContext('2d', { willReadFrequently: true })!
  pen.scale(pixels / size, pixels / size)
  paint(pen, size)
  return pen.getImageData(0, 0, pixels, pixels)
}

function badge(shape: 'circle' | 'square', colour: string, ...lines: string[]): Paint {
  return (pen, size) => {
    const inset = 1.5
    pen.beginPath()
    if (shape === 'circle') pen.arc(size / 2, size / 2, size / 2 - inset, 0, 2 * Math.PI)
    else pen.roundRect(inset, inset, size - 2 * inset, size - 2 * inset, size * 0.24)
    pen.fillStyle = ground
    pen.fill()
    pen.lineWidth = 1.6
    pen.strokeStyle = colour
    pen.stroke()
    pictogram(pen, size, colour, lines)
  }
}

export function pictogram(pen: CanvasRenderingContext2D, size: number, colour: string, lines: string[], share = 0.62): void {
  pen.translate((size * (1 - share)) / 2, (size * (1 - share)) / 2)
  pen.scale((size * share) / 24, (size * share) / 24)
  pen.lineWidth = 2.1
  pen.lineCap = pen.lineJoin = 'round'
  pen.strokeStyle = colour
  for (const line of lines) pen.stroke(new Path2D(line))
}

/** Slanted lines that meet across the edges of the picture: the ground of dedicated grids. */
const hatch: Paint = (pen, size) => {
  pen.strokeStyle = 'rgba(255, 255, 255, 0.2)'
  pen.lineWidth = 1.4
  for (const shift of [-size, 0, size]) {
    pen.beginPath()
    pen.moveTo(shift - 1, size + 1)
    pen.lineTo(shift + size + 1, -1)
    pen.stroke()
  }
}

function wedge(degrees: number): Paint {
  return (pen, size) => {
    const centre = size / 2
    const half = (Math.min(degrees, 359.9) / 2) * (Math.PI / 180)
    const shade = pen.createRadialGradient(centre, centre, 4, centre, centre, centre)
    shade.addColorStop(0, 'rgba(53, 208, 186, 0.55)')
    shade.addColorStop(1, 'rgba(53, 208, 186, 0.06)')
    pen.beginPath()
    if (degrees < 360) pen.moveTo(centre, centre)
    pen.arc(centre, centre, centre - 1, -Math.PI / 2 - half, -Math.PI / 2 + half)
    pen.closePath()
    pen.fillStyle = shade
    pen.fill()
    pen.strokeStyle = 'rgba(53, 208, 186, 0.5)'
    pen.lineWidth = 1
    pen.stroke()
  }
}
