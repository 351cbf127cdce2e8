import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { load, web } from './load.mjs'

const text = readFileSync(join(web, '../styles/wall.json'), 'utf8')
const style = JSON.parse(text)

test('the style of the wall is valid', async () => {
  const { validateStyleMin } = await import('@maplibre/maplibre-gl-style-spec')
  assert.deepEqual(validateStyleMin(style).map((error) => error.message), [])
})

test('the style needs nothing from anywhere else', () => {
  assert.ok(!/https?:|\/\//.test(text), 'an address')
  assert.equal(style.glyphs, undefined)
  assert.equal(style.sprite, undefined)
  for (const source of Object.values(style.sources)) assert.match(source.url, /^\/tiles\/[a-z_,]+\.json$/)
})

test('every layer of the style belongs to a group that the panel switches', async () => {
  const { layerNames } = await load('wall/state.ts')
  for (const layer of style.layers) assert.ok(layerNames.includes(layer.metadata['jingwei:group']), layer.id)
  for (const name of layerNames) assert.ok(style.layers.some((layer) => layer.metadata['jingwei:group'] === name), name)
})

test('texts are white or nearly so on a dark halo: at least 7 to 1', () => {
  for (const layer of style.layers.filter((one) => one.paint['text-color'] && one.paint['text-halo-color'])) {
    for (const colour of JSON.stringify(layer.paint['text-color']).match(/#[0-9A-F]{6}/gi)) {
      assert.ok(contrast(colour, layer.paint['text-halo-color']) >= 7, `${layer.id} ${colour}`)
    }
  }
})

function contrast(a, b) {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (high + 0.05) / (low + 0.05)
}

/** Relative luminance of WCAG 2.2. */
function luminance(colour) {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = parseInt(colour.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
