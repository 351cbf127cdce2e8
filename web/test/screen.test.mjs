import assert from 'node:assert/strict'
import test from 'node:test'
import { load } from './load.mjs'

const { rootPixels } = await load('wall/screen.ts')

test('the root font grows with the screen, so that a wall shows the same picture as a desk', () => {
  assert.equal(rootPixels(1280, 720, null), 14)
  assert.equal(rootPixels(1920, 1080, null), 18)
  assert.equal(rootPixels(3840, 2160, null), 36)
  assert.equal(rootPixels(3840, 1080, null), 18)
})

test('a root font asked for by hand wins, unless it makes no sense', () => {
  assert.equal(rootPixels(1920, 1080, '26'), 26)
  assert.equal(rootPixels(1920, 1080, '0'), 18)
  assert.equal(rootPixels(1920, 1080, 'big'), 18)
})
