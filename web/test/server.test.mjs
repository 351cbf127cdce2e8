import assert from 'node:assert/strict'
import test from 'node:test'
import { load } from './load.mjs'

const { onOurServer, serverRoot } = await load('map/server.ts')

test('the page asks the server that it came from, below the path that it stands in', () => {
  assert.equal(serverRoot('http://127.0.0.1:8080/wall#map=1/2/3'), 'http://127.0.0.1:8080/')
  assert.equal(serverRoot('https://map.example/city/jw/wall'), 'https://map.example/city/jw/')
  const tile = '/tiles/grids/14/1/2.mvt?edition=3-abc'
  for (const url of [tile, `/city/jw${tile}`, `https://map.example/city/jw${tile}`]) {
    assert.equal(onOurServer(url, 'https://map.example/city/jw/wall'), `https://map.example/city/jw${tile}`)
    assert.equal(onOurServer(url, 'http://127.0.0.1:8080/wall'), `http://127.0.0.1:8080${tile}`)
  }
})
