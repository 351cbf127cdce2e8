// Uploads files to a server one after another, again and again, until its standard input ends; then tells what became of them.
//   node upload.mjs URL AUTHORIZATION '[["what", "file"], …]'
import { readFileSync } from 'node:fs';
import path from 'node:path';

const [url, authorization, list] = process.argv.slice(2);
const files = JSON.parse(list).map(([what, file]) => [what, path.basename(file), readFileSync(file)]);
const ends = new Map();
let going = true;
process.stdin.resume().on('end', () => (going = false));

for (let i = 0; going; i = (i + 1) % files.length) {
  const [what, filename, body] = files[i];
  const target = `${url}/v1/imports?layer=cameras&frame=cgcs2000&filename=${filename}`;
  const sent = await fetch(target, { method: 'POST', headers: { authorization, 'content-type': 'application/octet-stream' }, body });
  let job = await sent.json();
  while (going && ['queued', 'running'].includes(job.state)) {
    await new Promise((wake) => setTimeout(wake, 20));
    job = await (await fetch(`${url}/v1/imports/${job.id}`, { headers: { authorization } })).json();
  }
  const end = `${what}: ${job.state ?? sent.status}`;
  ends.set(end, (ends.get(end) ?? 0) + 1);
}
console.log([...ends].map(([end, count]) => `${end} ${count} ×`).join('; '));
