import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { load, web } from './load.mjs'

const { readRing } = await load('map/rings.ts')
const style = JSON.parse(readFileSync(join(web, '../styles/wall.json'), 'utf8'))

/** The name of the picture that a cluster of a layer of the style has. */
async function ringOf(layer, properties) {
  const { createExpression, latest } = await import('@maplibre/maplibre-gl-style-spec')
  const name = style.layers.find((one) => one.id === layer).layout['icon-image']
  const { result, value } = createExpression(name, latest.layout_symbol['icon-image'])
  assert.equal(result, 'success')
  return String(value.evaluate({ zoom: 12 }, { type: 1, properties }))
}

test('a ring says how many of a cluster are offline, and one of a thousand is seen', async () => {
  assert.equal(await ringOf('camera_cluster', { count: 40 }), 'ring-camera-0')
  assert.equal(await ringOf('camera_cluster', { count: 1000, count_offline: 1 }), 'ring-camera-1')
  assert.equal(await ringOf('camera_cluster', { count: 40, count_offline: 20 }), 'ring-camera-8')
  assert.equal(await ringOf('camera_cluster', { count: 7, count_offline: 7 }), 'ring-camera-16')
})

test('a ring of key sites says how many need how much attention', async () => {
  const name = await ringOf('key_site_cluster', { count: 32, count_attention_high: 4, count_attention_low: 8 })
  assert.equal(name, 'ring-key_site-2-0-4')
  const { pieces } = readRing(name)
  assert.deepEqual(pieces.map(({ from, to }) => [from, to]), [[0, 2 / 16], [2 / 16, 6 / 16], [6 / 16, 1]])
})

test('the pieces of a ring go once around, also where rounding up makes more of them', () => {
  for (const name of ['ring-camera-0', 'ring-camera-5', 'ring-camera-16', 'ring-key_site-0-0-0', 'ring-key_site-6-6-6', 'ring-key_site-16-0-0']) {
    const { pieces } = readRing(name)
    assert.equal(pieces[0].from, 0, name)
    assert.equal(pieces.at(-1).to, 1, name)
    for (let i = 1; i < pieces.length; i += 1) assert.equal(pieces[i].from, pieces[i - 1].to, name)
  }
  for (const name of ['ring-camera', 'ring-camera-1-2', 'ring-house-1', 'camera-online', 'ring-camera-x', '']) assert.equal(readRing(name), null, name)
})
