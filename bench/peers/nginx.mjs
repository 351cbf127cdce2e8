// nginx serving a folder of gzipped tiles as they are: sendfile, open files kept, no log.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';

const nginx = '/usr/sbin/nginx';
export const nginxInstalled = () => existsSync(nginx);

const freePort = () => new Promise((resolve) => {
  const server = net.createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});

const settings = (folder, port, workers) => `
daemon off;
worker_processes ${workers};
${process.getuid() === 0 ? 'user root;' : ''}
pid ${path.join(folder, 'nginx.pid')};
error_log ${path.join(folder, 'error.log')};
events { worker_connections 1024; multi_accept on; }
http {
  access_log off;
  sendfile on;
  tcp_nopush on;
  tcp_nodelay on;
  keepalive_requests 1000000000;
  open_file_cache max=100000 inactive=1h;
  open_file_cache_valid 1h;
  default_type application/vnd.mapbox-vector-tile;
  types { }
${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((what) => `  ${what}_temp_path ${path.join(folder, 'temp')};`).join('\n')}
  server {
    listen 127.0.0.1:${port}${workers > 1 ? ' reuseport' : ''};
    root ${path.join(folder, 'files')};
    add_header Content-Encoding gzip;
    add_header Cache-Control "private, no-cache";
    add_header Vary "Accept-Encoding, Authorization";
  }
}
`;

/**
 * Starts it over `folder`/files and waits until it answers. Several workers have a socket each: with one socket for all of them it
 * is left to chance whether one worker takes every connection, and a request costs a third more where none does.
 */
export async function startNginx(folder, workers) {
  mkdirSync(path.join(folder, 'temp'), { recursive: true });
  const port = await freePort();
  const file = path.join(folder, 'nginx.conf');
  writeFileSync(file, settings(folder, port, workers));
  const child = spawn(nginx, ['-c', file, '-p', folder, '-e', path.join(folder, 'error.log')], { stdio: ['ignore', 'ignore', 'inherit'] });
  const url = `http://127.0.0.1:${port}`;
  for (let tries = 0; ; tries++) {
    try {
      await (await fetch(url)).arrayBuffer();
      break;
    } catch (error) {
      if (tries > 200 || child.exitCode !== null) throw new Error(`nginx did not start: ${error.message}`);
      await new Promise((wake) => setTimeout(wake, 20));
    }
  }
  const stop = () => new Promise((resolve) => {
    child.on('exit', resolve);
    child.kill('SIGQUIT');
  });
  return { pid: child.pid, url, stop };
}
