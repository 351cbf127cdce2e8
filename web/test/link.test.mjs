import assert from 'node:assert/strict'
import test from 'node:test'
import { load } from './load.mjs'

const { readLink, writeLink } = await load('wall/link.ts')
const nothing = { view: null, layers: null, place: null, language: null }

test('what a link was written from is read back from it', () => {
  const link = {
    view: { zoom: 14.6, lat: 36.54481, lon: 104.17362 },
    layers: ['grids', 'key_sites'],
    place: { lon: 104.1736123, lat: 36.5448999 },
    language: 'en',
  }
  assert.deepEqual(readLink(writeLink(link)), link)
  assert.deepEqual(readLink(writeLink({ ...link, layers: [] })), { ...link, layers: [] })
})

test('a link that makes no sense says nothing', () => {
  for (const hash of ['', '#', '#map=', '#map=1/2', '#map=a/b/c', '#map=14/136/104', '#map=99/36/104', '#at=104', '#at=,', '#lang=fr']) {
    assert.deepEqual(readLink(hash), nothing, hash)
  }
})

test('names of layers that are no names are left out', () => {
  assert.deepEqual(readLink('#layers=grids,<b>,cameras').layers, ['grids', 'cameras'])
})
