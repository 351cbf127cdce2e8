import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { load, web } from './load.mjs'

const read = (language) => JSON.parse(readFileSync(join(web, 'text', `${language}.json`), 'utf8'))
const zh = read('zh')
const en = read('en')
const blanks = (text) => (text.match(/\{\w+\}/g) ?? []).sort()

test('both languages have the same keys', () => {
  assert.deepEqual(Object.keys(zh).sort(), Object.keys(en).sort())
})

test('both languages have the same blanks in every text, and no text is empty', () => {
  for (const [key, text] of Object.entries(zh)) {
    assert.ok(text.trim() && en[key].trim(), key)
    assert.deepEqual(blanks(text), blanks(en[key]), key)
  }
})

test('the English texts hold no Chinese, except the name of the other language', () => {
  for (const [key, text] of Object.entries(en)) assert.ok(key === 'page.language' || !/[\u4e00-\u9fff]/.test(text), `${key}: ${text}`)
})

test('every text that a component names exists, and every fixed text is named', () => {
  const sources = ['wall', 'map', 'text'].flatMap((folder) =>
    readdirSync(join(web, folder)).filter((name) => /\.tsx?$/.test(name)).map((name) => readFileSync(join(web, folder, name), 'utf8')),
  )
  const code = sources.join('\n')
  for (const [, key] of code.matchAll(/\bt\(\s*'([a-z_.]+)'/g)) assert.ok(key in zh, key)
  const built = /^(role|level|sites|layers)\./
  for (const key of Object.keys(zh)) assert.ok(built.test(key) || code.includes(`'${key}'`), `${key} is used nowhere`)
})

test('distances read as a person says them, in both languages', async () => {
  const { formatDistance, language } = await load('text/text.ts')
  assert.equal(formatDistance(3.14), '3.1 米')
  assert.equal(formatDistance(38.2), '38 米')
  assert.equal(formatDistance(1234), '1.2 公里')
  language.value = 'en'
  assert.equal(formatDistance(38.2), '38 m')
})
